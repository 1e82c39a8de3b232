using System.ComponentModel;
using System.Diagnostics;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// program_output: alerts as lines on the standard input of a program that the shell runs: one process for all of them,
/// or one for each. A process that ends is started again, after a pause that grows when it ends soon.
/// </summary>
/// <param name="options">Which program.</param>
internal sealed class ProgramOutput(ProgramOutputOptions options) : IAlertOutput
{
    // What the shell answers when it cannot run the program.
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private const long PauseFirstMs = 100;
    private const long PauseMaxMs = 5_000;
    private const long LivedLongMs = 10_000;

    private static readonly TimeSpan LastLinesMax = TimeSpan.FromSeconds(2);

    private readonly ByteBuffer _lines = new();
    private Process? _process;
    private long _startedMs;
    private long _startAgainMs;
    private long _pauseMs;
    private string _ended = "";

    /// <inheritdoc/>
    public string Name => "program";

    /// <inheritdoc/>
    public int AlertsMax => options.KeepAlive ? int.MaxValue : 1;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<OutgoingAlert> alerts)
    {
        Lines.Join(alerts, _lines);
        if (options.KeepAlive) WriteToTheOne();
        else WriteToItsOwn();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is null) return;
        CloseInput(_process);
        _process.WaitForExit(LastLinesMax);
        _process.Dispose();
        _process = null;
    }

    private void WriteToItsOwn()
    {
        using var process = Start();
        IOException? failure = null;
        try
        {
            process.StandardInput.BaseStream.Write(_lines.Written);
        }
        catch (IOException e)
        {
            // A program may do its work without reading.
            failure = e;
        }

        CloseInput(process);
        process.WaitForExit();
        if (process.ExitCode is NotExecutable or NotFound)
        {
            throw new IOException($"the shell cannot run '{options.Program}', status {process.ExitCode}");
        }

        if (failure is not null && process.ExitCode != 0)
        {
            throw new IOException($"'{options.Program}' did not read the alert: status {process.ExitCode}", failure);
        }
    }

    private void WriteToTheOne()
    {
        if (_process is { HasExited: true }) NoteEnd(_process);
        if (_process is null)
        {
            if (Environment.TickCount64 < _startAgainMs) throw new IOException(_ended);
            _process = Start();
            _startedMs = Environment.TickCount64;
        }

        try
        {
            var input = _process.StandardInput.BaseStream;
            input.Write(_lines.Written);
            input.Flush();
        }
        catch (IOException)
        {
            // It closed its input, and may or may not end as well.
            NoteEnd(_process);
            throw new IOException(_ended);
        }
    }

    private void NoteEnd(Process process)
    {
        bool livedLong = Environment.TickCount64 - _startedMs >= LivedLongMs;
        _pauseMs = livedLong ? PauseFirstMs : Math.Clamp(_pauseMs * 2, PauseFirstMs, PauseMaxMs);
        _startAgainMs = Environment.TickCount64 + _pauseMs;
        string how = process.HasExited ? $"ended with status {process.ExitCode}" : "reads no more";
        _ended = $"'{options.Program}' {how}";
        CloseInput(process);
        process.Dispose();
        _process = null;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", options.Program]) { RedirectStandardInput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"/bin/sh cannot be started: {e.Message}", e);
        }
    }

    private static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Nobody reads what may still be in the buffer.
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Captures.Scap.Writing;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>
/// Writes a recording's file, on a thread of its own: the head, then what the event thread sends, then a last event
/// that says how it went. What goes wrong ends the file; neither thread ever waits for the other.
/// </summary>
internal sealed class RecordingWriter
{
    private const ushort NotificationCode = 280;
    private const int DescriptorBytes = 1 << 20;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(200);

    // Of a probe that is killed, the file holds what happened until then.
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly RecordingOptions _options;
    private readonly RecordingMemory _memory;
    private readonly RecordedHead _head;
    private readonly Action<RecordingReport> _tell;
    private readonly Thread _thread;
    private long _events;
    private long _leftOut;
    private long _lost;
    private ulong _endWallNs;
    private volatile RecordingEnd _end;
    private volatile bool _isFull;
    private volatile bool _hasFailed;

    /// <summary>Begins to write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="memory">Where events come from.</param>
    /// <param name="head">What stands before them.</param>
    /// <param name="tell">Told on the writing thread when the file is closed.</param>
    public RecordingWriter(
        string path,
        RecordingOptions options,
        RecordingMemory memory,
        RecordedHead head,
        Action<RecordingReport> tell)
    {
        (_path, _options, _memory, _head, _tell) = (path, options, memory, head, tell);
        _thread = new Thread(Run) { Name = "capture", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The file has reached its size: nothing more is written.</summary>
    public bool IsFull => _isFull;

    /// <summary>The file cannot be written.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Asks for the end of the file; what was sent before is written.</summary>
    /// <param name="end">Why.</param>
    /// <param name="lost">Events that could not be sent.</param>
    /// <param name="wallNs">When, in ns since the epoch.</param>
    public void End(RecordingEnd end, long lost, ulong wallNs)
    {
        _lost = lost;
        _endWallNs = wallNs;
        _end = end;
    }

    /// <summary>Waits until the file is closed.</summary>
    /// <param name="timeout">How long at most.</param>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private void Run()
    {
        string failure = "";
        long bytes = 0;
        try
        {
            using var file = new RecordingFile(_path, _options);
            WriteHead(file);
            WriteEvents(file);
            WriteEnd(file);
            file.Finish();
            bytes = file.Bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            failure = e.Message;
            _hasFailed = true;
            LeaveOut();
        }

        var end = _hasFailed ? RecordingEnd.Failed : _isFull ? RecordingEnd.SizeLimit : _end;
        _tell(new RecordingReport(_path, end, _events, _lost + _leftOut, bytes, failure));
    }

    private void WriteHead(RecordingFile file)
    {
        var output = new ScapOutput();
        _head.WriteMachine(output, _options);
        file.Write(output.Written);
        file.Write(_head.Threads);
        output.Clear();
        var descriptors = new ScapDescriptorWriter(_options.ProcFolder, output);
        foreach (uint pid in _head.Processes)
        {
            descriptors.Write(pid);
            if (output.Length >= DescriptorBytes)
            {
                file.Write(output.Written);
                output.Clear();
            }
        }

        file.Write(output.Written);
    }

    private void WriteEvents(RecordingFile file)
    {
        file.Flush();
        long flushed = Stopwatch.GetTimestamp();
        bool isFlushed = true;
        while (!file.IsFull)
        {
            if (!isFlushed && Stopwatch.GetElapsedTime(flushed) >= FlushEvery)
            {
                file.Flush();
                (flushed, isFlushed) = (Stopwatch.GetTimestamp(), true);
            }

            // The end is looked at first: what was sent before it is found below.
            bool isEnding = _end != RecordingEnd.None;
            if (!_memory.Queue.TryTake(out var message))
            {
                if (isEnding) return;
                _memory.Queue.Wait(WaitMax);
                continue;
            }

            file.Write(RecordingMemory.Blocks(message));
            isFlushed = false;
            _events += RecordingMemory.Count(message);
            _memory.Queue.Release();
        }

        _isFull = true;
        LeaveOut();
    }

    // The memory is used again, so nothing may be left in it.
    private void LeaveOut()
    {
        for (bool isEnding = false; !isEnding;)
        {
            isEnding = _end != RecordingEnd.None;
            while (_memory.Queue.TryTake(out var message))
            {
                _leftOut += RecordingMemory.Count(message);
                _memory.Queue.Release();
            }

            if (!isEnding) _memory.Queue.Wait(WaitMax);
        }
    }

    private void WriteEnd(RecordingFile file)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"end of recording: events {_events}, left out {_lost + _leftOut}{(file.IsFull ? ", size reached" : "")}");
        var output = new ScapOutput();
        var events = new ScapEventOutput(output);
        events.Begin(
            NotificationCode,
            new ScapEventHead { TimeNs = _endWallNs, Tid = ScapEventHead.NoThread, IsForState = true },
            parameters: 2);
        events.Text("kosmos-probe"u8);
        events.Text(Encoding.UTF8.GetBytes(text));
        events.End();
        file.Write(output.Written);
    }
}

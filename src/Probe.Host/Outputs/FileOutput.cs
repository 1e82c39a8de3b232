using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// file_output: alerts at the end of a file, one line each. Whoever rotates the file may rename, remove or cut it off,
/// with SIGUSR1 or without. A line that was begun before the disk was full is finished when there is room again.
/// </summary>
/// <param name="options">Which file.</param>
/// <param name="reopen">Tells when to open it anew.</param>
internal sealed class FileOutput(FileOutputOptions options, ReopenSignal reopen) : IAlertOutput
{
    private readonly ByteBuffer _lines = new();
    private AppendFile? _file;
    private int _reopened;
    private int _writtenBytes;

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public int AlertsMax => int.MaxValue;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<OutgoingAlert> alerts)
    {
        Open();

        // After a failure the same alerts come again, perhaps with more behind them.
        Lines.Join(alerts, _lines);
        while (_writtenBytes < _lines.Length) _writtenBytes += _file!.Write(_lines.Written[_writtenBytes..]);
        _writtenBytes = 0;
        if (!options.KeepAlive) Close();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Open()
    {
        int asked = reopen.Count;
        if (_file is not null && (asked != _reopened || !_file.IsInPlace))
        {
            Close();

            // The new file begins with a whole line.
            _writtenBytes = 0;
        }

        _reopened = asked;
        _file ??= AppendFile.Open(options.Filename);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}

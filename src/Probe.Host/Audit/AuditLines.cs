using System.Text.Json;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Cuts what is read of a file into events: each line is one, or a list of them; a file that begins with a bracket is
/// one array, whose items may stand on several lines. One thread.
/// </summary>
/// <param name="intake">Where they go.</param>
/// <param name="stop">Ends waiting for memory.</param>
/// <param name="begin">Where reading begins.</param>
internal sealed class AuditLines(AuditIntake intake, CancellationToken stop, AuditPosition begin = default)
    : IDisposable
{
    private static readonly TimeSpan WaitForMemory = TimeSpan.FromMilliseconds(5);

    private AuditBytes _current = intake.NewBytes();
    private Form _form = begin.Offset == 0 ? Form.Unknown : begin.IsInArray ? Form.Array : Form.Lines;
    private long _at = begin.Offset;
    private int _triedLength;
    private int _depth;
    private bool _isText;
    private bool _isEscaped;
    private bool _isTooLong;
    private bool _isStopped;

    private enum Form
    {
        Unknown,
        Lines,
        Array,
    }

    /// <summary>How much of the file has been judged.</summary>
    public AuditProgress Progress { get; private set; } = new(begin.Offset);

    /// <summary>The file is one array.</summary>
    public bool IsArray => _form == Form.Array;

    /// <summary>Takes what comes next in the file.</summary>
    /// <param name="bytes">Any part of it.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_isStopped) return;
        if (_form == Form.Unknown)
        {
            var rest = bytes.TrimStart(" \t\r\n"u8);
            _at += bytes.Length - rest.Length;
            bytes = rest;
            if (bytes.IsEmpty) return;
            _form = bytes[0] == (byte)'[' && !IsOneLine(bytes) ? Form.Array : Form.Lines;
            if (_form == Form.Array)
            {
                bytes = bytes[1..];
                _at++;
            }
        }

        if (_form == Form.Array) AddItems(bytes);
        else AddLines(bytes);
    }

    /// <summary>Nothing comes for now: a last line that is whole without its end counts.</summary>
    public void Rest()
    {
        if (_form != Form.Lines || _isTooLong || _current.Length == _triedLength) return;
        _triedLength = _current.Length;
        if (IsWhole(_current.Written.Span)) Complete();
    }

    /// <summary>Nothing comes any more: what is left counts, or is found to be faulty.</summary>
    public void Last()
    {
        if (_form == Form.Lines) Complete();
    }

    /// <summary>The same, and another file follows, whose progress is its own.</summary>
    public void End()
    {
        Last();
        _current.Dispose();
        Begin();
        (_form, _depth, _isText, _isEscaped, _at) = (Form.Unknown, 0, false, false, 0);
        Progress = new AuditProgress(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _current.Dispose();

    private void AddLines(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            Append(end < 0 ? bytes : bytes[..end]);
            _at += end < 0 ? bytes.Length : end + 1;
            if (end < 0) return;
            Complete();
            bytes = bytes[(end + 1)..];
        }
    }

    // What stands between items is left out: blanks, commas, and the bracket at the end.
    private void AddItems(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte one = bytes[i];
            _at++;
            if (_isText)
            {
                if (_isEscaped) _isEscaped = false;
                else if (one == (byte)'\\') _isEscaped = true;
                else if (one == (byte)'"') _isText = false;
                continue;
            }

            if (one == (byte)'"' && _depth > 0) _isText = true;
            else if (one is (byte)'{' or (byte)'[' && _depth++ == 0) start = i;
            else if (one is (byte)'}' or (byte)']' && _depth > 0 && --_depth == 0)
            {
                Append(bytes[start..(i + 1)]);
                Complete();
            }
        }

        if (_depth > 0) Append(bytes[start..]);
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        while (!_isTooLong && !_current.TryAppend(part))
        {
            if (!_current.CanHold(part.Length)) _isTooLong = true;
            else if (stop.WaitHandle.WaitOne(WaitForMemory)) _isStopped = true;
            if (_isStopped) return;
        }
    }

    private void Complete()
    {
        // Half a line is none; it is read whole by whoever comes next.
        if (_isStopped) return;
        if (_isTooLong)
        {
            intake.Counters.Count(AuditOutcome.TooLarge, "a line is larger than a request may be");
            _current.Dispose();
        }
        else if (!_current.Written.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            intake.TakeLine(_current, new AuditMark(Progress, _at));
        }
        else
        {
            _current.Dispose();
        }

        Progress.Pass(_at);
        Begin();
    }

    private void Begin()
    {
        (_isTooLong, _triedLength) = (false, 0);
        _current = intake.NewBytes();
    }

    // An array on one line among others is a line.
    private static bool IsOneLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        return end >= 0 && IsWhole(bytes[..end]);
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            bool isThere = false;
            while (reader.Read()) isThere = true;
            return isThere;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

using System.Text.Json;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Engine.Audit;

/// <summary>The values of one list of the current event, one behind the other. Reused.</summary>
internal sealed class AuditValues
{
    // What one large event left behind is not kept for all that follow.
    private const int KeptBytesMax = 64 * 1024;

    private readonly List<int> _ends = [];
    private ByteBuffer _bytes = new();

    /// <summary>The event they are of.</summary>
    public ulong Number { get; private set; }

    /// <summary>How many; a list without values is missing.</summary>
    public int Count => _ends.Count;

    /// <summary>A value.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.Written[start.._ends[index]];
        }
    }

    /// <summary>Begins with another event.</summary>
    /// <param name="number">The event's.</param>
    public void Begin(ulong number)
    {
        Number = number;
        if (_bytes.Length > KeptBytesMax) _bytes = new ByteBuffer();
        Clear();
    }

    /// <summary>Takes all values out.</summary>
    public void Clear()
    {
        _ends.Clear();
        _bytes.Clear();
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    public void Add(JsonElement value)
    {
        JsonValue.Append(value, _bytes);
        _ends.Add(_bytes.Length);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="text">In UTF-8.</param>
    public void Add(ReadOnlySpan<byte> text)
    {
        _bytes.Append(text);
        _ends.Add(_bytes.Length);
    }

    /// <summary>Adds a text that is made of two values with a colon between.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public void AddPair(JsonElement first, JsonElement second)
    {
        JsonValue.Append(first, _bytes);
        _bytes.Append((byte)':');
        Add(second);
    }

    /// <summary>Cuts the value that was added last where a byte stands first.</summary>
    /// <param name="ends">The bytes that end it.</param>
    public void CutLast(ReadOnlySpan<byte> ends)
    {
        int start = Count == 1 ? 0 : _ends[^2];
        int at = _bytes.Written[start..].IndexOfAny(ends);
        if (at < 0) return;
        _bytes.Truncate(start + at);
        _ends[^1] = _bytes.Length;
    }
}

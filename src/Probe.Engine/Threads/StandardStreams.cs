using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What new process images have at the descriptors 0 to 2. Three records tell it, right before that of the exec on the
/// same CPU; here they are put together: type and name of each, each NUL terminated. Event thread.
/// </summary>
internal sealed class StandardStreams
{
    /// <summary>How many there are.</summary>
    public const int Count = 3;

    private const int BytesMax = 3 * (4096 + 32);

    private readonly List<Told> _byCpu = [];

    /// <summary>Takes in what a record tells. False when it is about something else.</summary>
    /// <param name="view">The record.</param>
    /// <param name="node">What names are made with.</param>
    public bool Apply(in Event view, NodeState node)
    {
        if (view.Type != EventType.Stream) return false;
        var told = On(view.Header.Cpu);
        if (told.Tid != view.Header.Tid || told.Next != view.As<CallEvent>().Numbers[0]) told.Clear();
        if (told.Next != view.As<CallEvent>().Numbers[0]) return true;
        node.Scratch.Reset();
        var context = new EventContext(view, ThreadInfo.Unknown, node, number: 0, result: 0);
        FdText.TryType(context, out var type);
        FdText.TryName(context, out var name);
        told.Tid = view.Header.Tid;
        told.Add(type, name);
        return true;
    }

    /// <summary>What was told of an exec; empty when it is not known. It is forgotten then.</summary>
    /// <param name="header">Of the exec.</param>
    public ReadOnlySpan<byte> Take(in EventHeader header)
    {
        if (header.Cpu >= _byCpu.Count) return default;
        var told = _byCpu[(int)header.Cpu];
        var texts = told.Next == Count && told.Tid == header.Tid ? told.Texts : default;
        told.Clear();
        return texts;
    }

    /// <summary>One of the texts.</summary>
    /// <param name="texts">From <see cref="Take"/>.</param>
    /// <param name="index">Twice the descriptor: its type; one more: its name.</param>
    /// <param name="value">The text.</param>
    public static bool TryRead(ReadOnlySpan<byte> texts, int index, out ReadOnlySpan<byte> value)
    {
        for (; !texts.IsEmpty; index--)
        {
            int end = texts.IndexOf((byte)0);
            value = texts[..end];
            if (index == 0) return true;
            texts = texts[(end + 1)..];
        }

        value = default;
        return false;
    }

    private Told On(uint cpu)
    {
        while (_byCpu.Count <= cpu) _byCpu.Add(new Told());
        return _byCpu[(int)cpu];
    }

    private sealed class Told
    {
        private byte[] _texts = [];
        private int _length;

        public uint Tid { get; set; }

        // The descriptor that is to come.
        public int Next { get; private set; }

        public ReadOnlySpan<byte> Texts => _texts.AsSpan(0, _length);

        public void Clear() => (Next, _length) = (0, 0);

        public void Add(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name)
        {
            if (_texts.Length == 0) _texts = new byte[BytesMax];
            Add(type);
            Add(name);
            Next++;
        }

        private void Add(ReadOnlySpan<byte> text)
        {
            int length = Math.Min(text.Length, _texts.Length - _length - 1);
            text[..length].CopyTo(_texts.AsSpan(_length));
            _texts[_length + length] = 0;
            _length += length + 1;
        }
    }
}

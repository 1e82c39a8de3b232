using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// Reads descriptions of containers, and remembers the latest by their text: a capture tells the same again and again,
/// which would cost a tree of objects each time. One thread.
/// </summary>
internal sealed class RecordedDescriptions
{
    // Some hundred descriptions; read they take about ten times that.
    private const int KeptBytesMax = 1 << 20;

    private readonly Dictionary<byte[], (byte[] Id, ContainerInfo Info)> _read = new(BytesComparer.Instance);
    private int _bytes;

    /// <summary>Reads a description; null when it is none. What is given for the same text is the same.</summary>
    /// <param name="json">UTF-8, perhaps with a zero byte at its end.</param>
    public (byte[] Id, ContainerInfo Info)? Read(ReadOnlySpan<byte> json)
    {
        if (_read.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(json, out var known))
        {
            return known;
        }

        if (RecordedContainerJson.Read(json) is not { } read)
        {
            return null;
        }

        if (_bytes + json.Length > KeptBytesMax)
        {
            _read.Clear();
            _bytes = 0;
        }

        _read.Add(json.ToArray(), read);
        _bytes += json.Length;
        return read;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KosmosProbe.Engine.Containers;

/// <summary>Labels of a container or pod, looked up by key and joined as Falco prints them. Immutable.</summary>
public sealed class ContainerLabels
{
    /// <summary>Longer values are left out unless configured otherwise (label_max_len), as in Falco.</summary>
    public const int ValueLengthMax = 100;

    private const int CountMax = 1024;

    /// <summary>No labels.</summary>
    public static readonly ContainerLabels None = new([]);

    private readonly (byte[] Key, byte[] Value)[] _sorted;

    internal ContainerLabels(IEnumerable<KeyValuePair<string, string>> labels, int valueLengthMax = ValueLengthMax)
    {
        _sorted =
        [
            .. labels.Where(label => Encoding.UTF8.GetByteCount(label.Value) <= valueLengthMax).Take(CountMax)
                .Select(label => (Key: InfoText.Bytes(label.Key)!, Value: InfoText.Bytes(label.Value)!))
                .OrderBy(label => label.Key, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))),
        ];
        Text = InfoText.Join(_sorted.Where(label => IsPrinted(label.Key)).Select(Printed), ", "u8);
    }

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>
    /// All but <c>io.kubernetes.*</c> and <c>annotation.*</c>: <c>key:value</c>, or the key alone where the value is
    /// empty, by key.
    /// </summary>
    public byte[] Text { get; }

    /// <summary>All of them, by key.</summary>
    internal IReadOnlyList<(byte[] Key, byte[] Value)> All => _sorted;

    /// <summary>Finds a label.</summary>
    /// <param name="key">The whole key.</param>
    /// <param name="value">Its value.</param>
    public bool TryFind(ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? value)
    {
        int low = 0;
        int high = _sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = key.SequenceCompareTo(_sorted[middle].Key);
            if (order == 0)
            {
                value = _sorted[middle].Value;
                return true;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        value = null;
        return false;
    }

    private static bool IsPrinted(byte[] key) =>
        !key.AsSpan().StartsWith("io.kubernetes."u8) && !key.AsSpan().StartsWith("annotation."u8);

    private static byte[] Printed((byte[] Key, byte[] Value) label) =>
        label.Value.Length == 0 ? label.Key : [.. label.Key, .. ":"u8, .. label.Value];
}

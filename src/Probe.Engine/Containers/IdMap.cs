using System.Globalization;

namespace KosmosProbe.Engine.Containers;

/// <summary>Neighbouring ids of a user namespace and what they are on the node.</summary>
/// <param name="Inside">The first, as the namespace numbers it.</param>
/// <param name="Outside">The same one on the node.</param>
/// <param name="Count">How many.</param>
public readonly record struct IdRange(uint Inside, uint Outside, uint Count);

/// <summary>How a user namespace numbers users or groups of the node. Immutable.</summary>
public sealed class IdMap
{
    /// <summary>The kernel's own limit.</summary>
    private const int RangesMax = 340;

    /// <summary>Of the node's own namespace: all but the id that nobody has.</summary>
    public static readonly IdMap Same = new([new IdRange(0, 0, uint.MaxValue)]);

    private readonly IdRange[] _ranges;

    /// <summary>A map.</summary>
    /// <param name="ranges">Its ranges; the first that fits holds.</param>
    public IdMap(IEnumerable<IdRange> ranges) => _ranges = [.. ranges.Take(RangesMax)];

    /// <summary>Reads a map in the form of /proc/PID/uid_map; null when it is none, or is empty.</summary>
    /// <param name="text">Lines of three numbers: inside, outside, count.</param>
    public static IdMap? Parse(string text)
    {
        var ranges = new List<IdRange>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3 || !TryRead(words[0], out uint inside) || !TryRead(words[1], out uint outside)
                || !TryRead(words[2], out uint count))
            {
                return null;
            }

            ranges.Add(new IdRange(inside, outside, count));
        }

        return ranges.Count == 0 ? null : new IdMap(ranges);
    }

    /// <summary>The namespace's number of an id of the node; false when it has none there.</summary>
    /// <param name="outside">As the node numbers it.</param>
    /// <param name="inside">As the namespace does.</param>
    public bool TryFindInside(uint outside, out uint inside)
    {
        foreach (ref readonly var range in _ranges.AsSpan())
        {
            // Below the range the difference wraps around, and is too large.
            if (outside - range.Outside < range.Count)
            {
                inside = range.Inside + (outside - range.Outside);
                return true;
            }
        }

        inside = 0;
        return false;
    }

    /// <summary>What an id of the namespace is on the node; false when it is nobody there.</summary>
    /// <param name="inside">As the namespace numbers it.</param>
    /// <param name="outside">As the node does.</param>
    public bool TryFindOutside(uint inside, out uint outside)
    {
        foreach (ref readonly var range in _ranges.AsSpan())
        {
            if (inside - range.Inside < range.Count)
            {
                outside = range.Outside + (inside - range.Inside);
                return true;
            }
        }

        outside = 0;
        return false;
    }

    private static bool TryRead(string word, out uint number) =>
        uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Matching;

/// <summary>Addresses from one to another, both of one family: an address, a range or a network.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
internal readonly record struct AddressRange(IpAddress First, IpAddress Last);

/// <summary>A set of addresses, ranges and networks: ranges in order, without overlap, found by halving.</summary>
internal sealed class AddressSet
{
    private readonly Family _v4;
    private readonly Family _v6;

    /// <summary>A set of these ranges.</summary>
    /// <param name="ranges">Any.</param>
    public AddressSet(IReadOnlyList<AddressRange> ranges)
    {
        _v4 = new Family(ranges.Where(r => !r.First.IsV6));
        _v6 = new Family(ranges.Where(r => r.First.IsV6));
    }

    /// <summary>Whether an address is in the set.</summary>
    /// <param name="value">The address.</param>
    public bool Contains(in IpAddress value) => (value.IsV6 ? _v6 : _v4).Contains(value);

    private sealed class Family
    {
        private readonly IpAddress[] _firsts;
        private readonly IpAddress[] _lasts;

        public Family(IEnumerable<AddressRange> ranges)
        {
            var firsts = new List<IpAddress>();
            var lasts = new List<IpAddress>();
            List<AddressRange> ordered = [.. ranges];
            ordered.Sort(static (a, b) => a.First == b.First ? 0 : a.First.IsUpTo(b.First) ? -1 : 1);
            foreach (var range in ordered)
            {
                bool overlaps = lasts.Count > 0 && range.First.IsUpTo(lasts[^1]);
                if (!overlaps)
                {
                    firsts.Add(range.First);
                    lasts.Add(range.Last);
                }
                else if (lasts[^1].IsUpTo(range.Last))
                {
                    lasts[^1] = range.Last;
                }
            }

            _firsts = [.. firsts];
            _lasts = [.. lasts];
        }

        public bool Contains(in IpAddress value)
        {
            int low = 0;
            int high = _firsts.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (value.IsUpTo(_lasts[middle]))
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            return low < _firsts.Length && _firsts[low].IsUpTo(value);
        }
    }
}

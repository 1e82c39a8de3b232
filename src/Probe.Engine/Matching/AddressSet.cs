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
    public bool Contains(in IpAddress value) => (value.IsV6 ? _v6 : _v4).Contains(value.Bits);

    private sealed class Family
    {
        private readonly UInt128[] _firsts;
        private readonly UInt128[] _lasts;

        public Family(IEnumerable<AddressRange> ranges)
        {
            var firsts = new List<UInt128>();
            var lasts = new List<UInt128>();
            foreach (var range in ranges.OrderBy(r => r.First.Bits))
            {
                bool overlaps = lasts.Count > 0 && range.First.Bits <= lasts[^1];
                if (overlaps)
                {
                    lasts[^1] = UInt128.Max(lasts[^1], range.Last.Bits);
                }
                else
                {
                    firsts.Add(range.First.Bits);
                    lasts.Add(range.Last.Bits);
                }
            }

            _firsts = [.. firsts];
            _lasts = [.. lasts];
        }

        public bool Contains(UInt128 bits)
        {
            int low = 0;
            int high = _firsts.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_lasts[middle] < bits)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low < _firsts.Length && _firsts[low] <= bits;
        }
    }
}

using System.Text;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>The names of a parameter's bits or values, in the order in which they print.</summary>
internal sealed class ValueNames(KnownParameter known)
{
    private readonly byte[][] _names = [.. known.Values.Select(Encoding.ASCII.GetBytes)];
    private readonly uint[] _numbers = [.. known.Numbers];

    /// <summary>
    /// Adds the names of the set bits. A name of several bits takes those of its single bits with it; that of zero
    /// stands for no bit at all.
    /// </summary>
    public void AddFlags(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        uint whole = (uint)RecordedValues.Unsigned(value);
        uint rest = whole;
        int start = text.Length;
        for (int i = 0; i < _numbers.Length; i++)
        {
            uint number = _numbers[i];
            if (!Matches(number, whole, rest))
            {
                continue;
            }

            Add(i, start, ref text);
            rest &= ~number;
            if (number == whole)
            {
                break;
            }
        }
    }

    /// <summary>The same for permission bits, where the name of the whole value comes even after its parts.</summary>
    public void AddMode(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        uint whole = (uint)RecordedValues.Unsigned(value);
        uint rest = whole;
        int start = text.Length;
        for (int i = 0; i < _numbers.Length; i++)
        {
            uint number = _numbers[i];
            if (number == whole)
            {
                Add(i, start, ref text);
                break;
            }

            if (Matches(number, whole, rest))
            {
                Add(i, start, ref text);
                rest &= ~number;
            }
        }
    }

    /// <summary>Adds every name of exactly this value: AF_LOCAL and AF_UNIX are the same.</summary>
    public void AddEqual(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        uint whole = (uint)RecordedValues.Unsigned(value);
        int start = text.Length;
        for (int i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] == whole)
            {
                Add(i, start, ref text);
            }
        }
    }

    private static bool Matches(uint number, uint whole, uint rest) =>
        number == 0 ? whole == 0 : rest != 0 && (rest & number) == number;

    private void Add(int index, int start, ref TextBuilder text)
    {
        if (text.Length > start)
        {
            text.Add((byte)'|');
        }

        text.Add(_names[index]);
    }
}

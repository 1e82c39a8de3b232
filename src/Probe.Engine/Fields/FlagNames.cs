using System.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The names of flags, in the order in which they print. A name may stand for several bits (O_RDWR): it prints when all
/// are set and takes the names of its single bits with it; a name for 0 prints when no bit at all is set.
/// </summary>
internal sealed class FlagNames(params (ulong Bits, string Name)[] names)
{
    private readonly (ulong Bits, byte[] Name)[] _names =
        [.. names.Select(entry => (entry.Bits, Encoding.ASCII.GetBytes(entry.Name)))];

    /// <summary>The names of which all bits are among some.</summary>
    /// <param name="bits">The bits that can be set.</param>
    public IEnumerable<byte[]> Within(ulong bits) =>
        _names.Where(entry => (entry.Bits & ~bits) == 0).Select(static entry => entry.Name);

    /// <summary>Adds the names of the set bits, joined by bars; nothing when no bit has a name.</summary>
    public void Write(ulong value, ref TextBuilder text)
    {
        int start = text.Length;
        ulong told = 0;
        foreach (var (bits, name) in _names)
        {
            bool isLeftOut = bits == 0 ? value != 0 : (value & bits) != bits || (told & bits) == bits;
            if (isLeftOut)
            {
                continue;
            }

            if (text.Length > start)
            {
                text.Add((byte)'|');
            }

            text.Add(name);
            told |= bits;
        }
    }
}

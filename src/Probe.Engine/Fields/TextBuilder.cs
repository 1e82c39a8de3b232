using System.Buffers.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Builds one text in the scratch memory of an event, growing as needed. While one is being built, nothing else may
/// take from the same scratch; so what it is built of is written into it, not read beside it.
/// </summary>
/// <param name="scratch">Where the text goes; it stays valid until the scratch is reset.</param>
internal ref struct TextBuilder(TextScratch scratch)
{
    private const int FirstBytes = 256;
    private const int NumberBytesMax = 20;

    private readonly TextScratch _scratch = scratch;
    private Span<byte> _bytes = scratch.Take(FirstBytes);
    private int _length;

    /// <summary>Bytes so far.</summary>
    public readonly int Length => _length;

    /// <summary>Adds text.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    /// <summary>Adds one byte.</summary>
    public void Add(byte value)
    {
        Room(1)[0] = value;
        _length++;
    }

    /// <summary>Adds a number in decimal digits.</summary>
    public void AddNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Room(NumberBytesMax), out int written);
        _length += written;
    }

    /// <summary>Adds a number without sign in decimal digits.</summary>
    public void AddUnsigned(ulong value)
    {
        Utf8Formatter.TryFormat(value, Room(NumberBytesMax), out int written);
        _length += written;
    }

    /// <summary>Adds a number in capital hexadecimal digits, without prefix.</summary>
    public void AddHex(ulong value)
    {
        Utf8Formatter.TryFormat(value, Room(NumberBytesMax), out int written, 'X');
        _length += written;
    }

    /// <summary>Adds a number in small hexadecimal digits, without prefix.</summary>
    public void AddLowerHex(ulong value)
    {
        Utf8Formatter.TryFormat(value, Room(NumberBytesMax), out int written, 'x');
        _length += written;
    }

    /// <summary>Adds a number in octal digits with a leading 0; zero is the leading 0 alone.</summary>
    public void AddOctal(uint value)
    {
        Add((byte)'0');
        int digits = 0;
        for (uint rest = value; rest != 0; rest >>= 3)
        {
            digits++;
        }

        var room = Room(digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            room[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        _length += digits;
    }

    /// <summary>Adds an address in its usual notation.</summary>
    public void AddAddress(in IpAddress address) =>
        _length += AddressText.Write(address, Room(AddressText.BytesMax));

    /// <summary>Adds bytes with a dot for each that does not print, as Falco shows buffers.</summary>
    public void AddPrintable(scoped ReadOnlySpan<byte> bytes)
    {
        var room = Room(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            room[i] = bytes[i] is >= 0x20 and < 0x7f ? bytes[i] : (byte)'.';
        }

        _length += bytes.Length;
    }

    /// <summary>Memory at the end, for a writer that tells afterwards how much it used.</summary>
    public Span<byte> Reserve(int length) => Room(length)[..length];

    /// <summary>Counts bytes that were written to <see cref="Reserve"/>.</summary>
    public void Advance(int length) => _length += length;

    /// <summary>Takes back everything after a length.</summary>
    public void CutTo(int length) => _length = length;

    /// <summary>The bytes so far; adding may move them.</summary>
    public readonly Span<byte> Written => _bytes[.._length];

    /// <summary>The text. The builder is not used afterwards.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        _scratch.GiveBack(_bytes.Length - _length);
        return _bytes[.._length];
    }

    private Span<byte> Room(int length)
    {
        if (length > _bytes.Length - _length)
        {
            var larger = _scratch.Take(Math.Max(_bytes.Length * 2, _length + length));
            Written.CopyTo(larger);
            _bytes = larger;
        }

        return _bytes[_length..];
    }
}

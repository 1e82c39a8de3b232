namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Memory for texts made while one event is judged and written (joined arguments, transformed text, printed numbers).
/// Grows to the largest event seen and then allocates no more. One thread.
/// </summary>
public sealed class TextScratch
{
    private const int FirstBytes = 16 * 1024;
    private byte[] _block = new byte[FirstBytes];
    private int _used;

    /// <summary>Forgets everything taken; called before each event.</summary>
    public void Reset() => _used = 0;

    /// <summary>Takes memory, not cleared, valid until <see cref="Reset"/>.</summary>
    /// <param name="length">Bytes.</param>
    public Span<byte> Take(int length)
    {
        if (length > _block.Length - _used)
        {
            // Spans handed out earlier keep the old block alive; only its unused rest is given up.
            _block = new byte[Math.Max(_block.Length * 2, length)];
            _used = 0;
        }

        var taken = _block.AsSpan(_used, length);
        _used += length;
        return taken;
    }

    /// <summary>Gives back the end of the last taken memory that was not needed.</summary>
    /// <param name="unused">Bytes, at most the length last taken.</param>
    public void GiveBack(int unused) => _used -= unused;
}

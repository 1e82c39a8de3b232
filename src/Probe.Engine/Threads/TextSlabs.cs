using System.Numerics;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Byte arrays for the texts of process images, by size class. Images come and go with every exec; without reuse each
/// would cost the collector an array. One thread.
/// </summary>
internal sealed class TextSlabs
{
    private const int SmallestShift = 7;

    // The kernel lets argv have 6 MiB at most (3/4 of _STK_LIM); above 1 MiB is so rare that the collector may have it.
    private const int LargestShift = 20;

    /// <summary>Idle bytes that are kept; what a burst took beyond that goes back to the collector.</summary>
    public const long KeptBytesMax = 32 * 1024 * 1024;

    /// <summary>A longer environment is large.</summary>
    public const int EnvironmentBytes = 4096;

    /// <summary>What large environments may take together.</summary>
    public const long LargeEnvironmentsMax = 16 * 1024 * 1024;

    private long _largeEnvironments;

    private readonly Stack<byte[]>[] _free =
        [.. Enumerable.Range(0, LargestShift - SmallestShift + 1).Select(_ => new Stack<byte[]>())];

    private readonly Stack<ImageTexts> _freeTexts = new();

    /// <summary>Bytes that lie idle.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Bytes that are in use.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>An array of at least this length, not cleared.</summary>
    /// <param name="length">Bytes needed.</param>
    public byte[] Rent(int length)
    {
        if (length == 0)
        {
            return [];
        }

        int shift = Shift(length);
        if (shift > LargestShift)
        {
            UsedBytes += length;
            return new byte[length];
        }

        UsedBytes += 1 << shift;
        if (_free[shift - SmallestShift].TryPop(out byte[]? slab))
        {
            KeptBytes -= slab.Length;
            return slab;
        }

        return new byte[1 << shift];
    }

    /// <summary>Takes an array back.</summary>
    /// <param name="slab">From <see cref="Rent"/>, not used any more.</param>
    public void Return(byte[] slab)
    {
        UsedBytes -= slab.Length;
        if (slab.Length == 0 || slab.Length > 1 << LargestShift || KeptBytes + slab.Length > KeptBytesMax)
        {
            return;
        }

        KeptBytes += slab.Length;
        _free[Shift(slab.Length) - SmallestShift].Push(slab);
    }

    /// <summary>
    /// What is to be kept of an environment beyond the exec that brought it: all, while large ones leave room for it,
    /// else its start. Anybody can fill the environments of many idle processes.
    /// </summary>
    /// <param name="environment">The whole.</param>
    public ReadOnlySpan<byte> Kept(ReadOnlySpan<byte> environment)
    {
        if (environment.Length <= EnvironmentBytes) return environment;
        if (_largeEnvironments + environment.Length > LargeEnvironmentsMax) return environment[..EnvironmentBytes];
        _largeEnvironments += environment.Length;
        return environment;
    }

    /// <summary>Undoes <see cref="Kept"/>.</summary>
    /// <param name="kept">What it gave.</param>
    public void Forget(ReadOnlySpan<byte> kept) =>
        _largeEnvironments -= kept.Length > EnvironmentBytes ? kept.Length : 0;

    /// <summary>Texts to be filled; nobody else has them.</summary>
    public ImageTexts RentTexts() => _freeTexts.TryPop(out var texts) ? texts : new ImageTexts();

    /// <summary>One image less has these texts; the last gives them back.</summary>
    /// <param name="texts">Held by the caller.</param>
    public void Return(ImageTexts texts)
    {
        if (texts.LetGo(this)) _freeTexts.Push(texts);
    }

    private static int Shift(int length) =>
        Math.Max(SmallestShift, 32 - BitOperations.LeadingZeroCount((uint)(length - 1)));
}

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Bytes that requests and waiting events may take, all together: whoever finds too little left is asked to come again.
/// </summary>
/// <param name="bytesMax">All together.</param>
internal sealed class AuditMemory(long bytesMax)
{
    private long _taken;

    /// <summary>Bytes taken at the moment.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes bytes, if there are so many left.</summary>
    /// <param name="bytes">How many.</param>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= bytesMax) return true;
        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    /// <param name="bytes">How many.</param>
    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}

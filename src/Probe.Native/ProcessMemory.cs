namespace KosmosProbe.Native;

/// <summary>The memory of this process that is not .NET's.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// Gives back to the kernel what the C library keeps for later: after compiling that is several megabytes, and
    /// the C library would keep them for good. Does nothing where it is not glibc. Takes some milliseconds.
    /// </summary>
    public static void GiveBack()
    {
        try
        {
            _ = Libc.malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }
}

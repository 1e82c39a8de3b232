using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Standard output for alerts. The runtime's own stream takes a pipe that nobody reads any more for success, so that
/// alerts would be lost and counted as written; a stream on the descriptor fails. A file is left to the runtime's: it
/// writes where the last writer ended, and others write to the same file.
/// </summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Opens it.</summary>
    public static Stream Open()
    {
        var runtimes = Console.OpenStandardOutput();
        if (!Console.IsOutputRedirected || runtimes == Stream.Null) return runtimes;
        var pipe = OnPipe(new SafeFileHandle(Descriptor, ownsHandle: false));
        return pipe.CanSeek ? runtimes : pipe;
    }

    /// <summary>A stream that fails when the pipe has no reader. Errors: IOException from its writes.</summary>
    /// <param name="descriptor">The pipe's end for writing.</param>
    internal static FileStream OnPipe(SafeFileHandle descriptor) => new(descriptor, FileAccess.Write, bufferSize: 0);
}

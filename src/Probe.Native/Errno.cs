using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>Names for error numbers, and what an operator can do about those that have a usual cause.</summary>
internal static unsafe class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int E2BIG = 7;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EINVAL = 22;
    internal const int ENOSPC = 28;

    // libbpf's own numbers start here (enum libbpf_errno); the C library has no names for them.
    private const int LibbpfFirst = 4000;

    /// <summary>The name as in errno.h (<c>EPERM</c>); libbpf's text for its own numbers.</summary>
    internal static string Name(int errno)
    {
        if (errno >= LibbpfFirst)
            return LibbpfText(errno);
        try
        {
            return Marshal.PtrToStringUTF8((nint)Libc.strerrorname_np(errno)) ?? $"errno {errno}";
        }
        catch (EntryPointNotFoundException)
        {
            return $"errno {errno}";
        }
    }

    private static string LibbpfText(int errno)
    {
        const int TextBytesMax = 128;
        byte* text = stackalloc byte[TextBytesMax];
        _ = Libbpf.libbpf_strerror(errno, text, TextBytesMax);
        return $"libbpf: {Marshal.PtrToStringUTF8((nint)text)}";
    }
}

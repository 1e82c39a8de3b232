using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// What libbpf says while one operation runs on this thread. libbpf prints to a callback without context, hence the
/// thread-static collector; messages outside of a collection are dropped.
/// </summary>
internal sealed unsafe class LibbpfLog : IDisposable
{
    private const int MessageBytesMax = 4096;
    private const int LevelDebug = 2;

    [ThreadStatic]
    private static LibbpfLog? _current;

    private readonly LibbpfLog? _outer = _current;
    private readonly List<string> _messages = [];

    private LibbpfLog()
    {
    }

    /// <summary>Warnings and notes, oldest first, without the line's end.</summary>
    internal IReadOnlyList<string> Messages => _messages;

    /// <summary>Collects until disposed.</summary>
    internal static LibbpfLog Collect()
    {
        Libbpf.libbpf_set_print(&Print);
        return _current = new LibbpfLog();
    }

    /// <inheritdoc/>
    public void Dispose() => _current = _outer;

    /// <summary>The text after a marker in the first message that has it; null when none has.</summary>
    /// <param name="before">What stands before the text wanted.</param>
    /// <param name="after">What stands behind it.</param>
    internal string? Between(string before, string after)
    {
        foreach (string message in _messages)
        {
            int start = message.IndexOf(before, StringComparison.Ordinal);
            if (start < 0)
                continue;
            start += before.Length;
            int end = message.IndexOf(after, start, StringComparison.Ordinal);
            if (end >= 0)
                return message[start..end];
        }

        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Print(int level, byte* format, nint arguments)
    {
        if (_current is not { } log || level >= LevelDebug)
            return 0;
        byte* text = stackalloc byte[MessageBytesMax];
        int length = Libc.vsnprintf(text, MessageBytesMax, format, arguments);
        log._messages.Add(Marshal.PtrToStringUTF8((nint)text)?.TrimEnd() ?? "");
        return length;
    }
}

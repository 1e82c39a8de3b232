using System.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>Names of signals by number. Source: signal(7), as x86 and arm64 number them.</summary>
internal static class SignalNames
{
    private static readonly byte[][] Known =
    [
        .. new[]
        {
            "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
            "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
            "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
            "SIGIO", "SIGPWR", "SIGSYS",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>The name; empty for 0 and for real-time signals.</summary>
    public static ReadOnlySpan<byte> Find(uint number) =>
        number >= 1 && number <= Known.Length ? Known[number - 1] : default;

    /// <summary>Adds the names of a set, of which bit 0 is the first signal.</summary>
    public static void WriteSet(uint set, ref TextBuilder text)
    {
        int start = text.Length;
        for (int i = 0; i < 32; i++)
        {
            var name = (set & (1u << i)) != 0 ? Find((uint)i + 1) : default;
            if (!name.IsEmpty && text.Length > start)
            {
                text.Add((byte)' ');
            }

            text.Add(name);
        }
    }
}

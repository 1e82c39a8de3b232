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
}

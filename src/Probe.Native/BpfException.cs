namespace KosmosProbe.Native;

/// <summary>
/// What failed on the way to records. The message says what was tried, on what, errno by name, the verifier's deciding
/// line if there is one, and the remedy: <c>load program openat_exit: EPERM, needs CAP_BPF and CAP_PERFMON</c>.
/// </summary>
public sealed class BpfException : Exception
{
    /// <summary>With everything that is known.</summary>
    /// <param name="operation">What was tried, on what: <c>load program openat_exit</c>.</param>
    /// <param name="errno">Positive; 0 when no system call failed.</param>
    /// <param name="reason">What was found, beyond errno; empty when errno says it all.</param>
    /// <param name="remedy">What to do about it; empty when unknown.</param>
    /// <param name="log">The verifier's log; null when the verifier did not speak.</param>
    public BpfException(string operation, int errno, string reason, string remedy, VerifierLog? log = null)
        : base(Describe(operation, errno, reason, remedy, log))
    {
        Operation = operation;
        ErrorNumber = errno;
        Remedy = remedy;
        VerifierLog = log;
    }

    /// <summary>What was tried, on what.</summary>
    public string Operation { get; }

    /// <summary>errno, positive; 0 when no system call failed.</summary>
    public int ErrorNumber { get; }

    /// <summary>What to do about it; empty when unknown.</summary>
    public string Remedy { get; }

    /// <summary>The verifier's whole log; null when the verifier did not speak.</summary>
    public VerifierLog? VerifierLog { get; }

    private static string Describe(string operation, int errno, string reason, string remedy, VerifierLog? log)
    {
        var parts = new List<string>();
        if (errno != 0)
            parts.Add(Errno.Name(errno));
        if (log is not null)
            parts.Add(log.ToString());
        if (reason.Length > 0)
            parts.Add(reason);
        if (remedy.Length > 0)
            parts.Add(remedy);
        return $"{operation}: {string.Join(", ", parts)}";
    }
}

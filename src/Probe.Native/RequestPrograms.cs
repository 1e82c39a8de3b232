namespace KosmosProbe.Native;

/// <summary>
/// The programs that tell requests of io_uring (bpf/uring.bpf.c), as far as this kernel has their hooks. Up to 5.19 its
/// tracepoints do not say which request they are about, and the programs stay out.
/// </summary>
internal static class RequestPrograms
{
    /// <summary>
    /// The program that looks through what a thread has submitted, at several hooks. A hook calls its programs in the
    /// order of their attachment, and what a thread has done is told before its end, so this one is attached before all
    /// others.
    /// </summary>
    internal const string Look = "uring_look";

    private const string Submission = "io_uring_submit_req";
    private const string OldSubmission = "io_uring_submit_sqe";
    private const string Completion = "io_uring_complete";

    // As old as the tracepoints' way to name requests.
    private const string Since = "io_cmd_data";

    private static readonly (string Program, string Hook)[] All =
    [
        ("uring_submit", Submission),
        ("uring_submit_old", OldSubmission),
        ("uring_complete", Completion),
        ("uring_overflow", "io_uring_cqe_overflow"),
        ("uring_hand_over", "io_uring_queue_async_work"),
        ("uring_link", "io_uring_link"),
    ];

    private static readonly string[] LookHooks =
        ["sched_process_exit", "io_uring_cqring_wait", "io_uring_task_work_run"];

    private static readonly string[] Maps = ["requests", "long_names"];

    /// <summary>What a kernel may have of all that the programs need.</summary>
    internal static IEnumerable<string> Types =>
        [Since, .. All.Select(static one => one.Hook).Concat(LookHooks).Select(Typedef)];

    /// <summary>
    /// Chooses the programs of an object that is not loaded yet, and sizes their maps; the smallest where they are not
    /// used.
    /// </summary>
    /// <param name="opened">The object.</param>
    /// <param name="known">Those of <see cref="Types"/> that the kernel has.</param>
    /// <param name="cpus">Possible ones.</param>
    /// <returns>The hooks of <see cref="Look"/>; none when requests will not be told.</returns>
    internal static IReadOnlyList<string> Choose(BpfObject opened, HashSet<string> known, uint cpus)
    {
        bool names = known.Contains(Since) && known.Contains(Typedef(Completion))
            && (known.Contains(Typedef(Submission)) || known.Contains(Typedef(OldSubmission)));
        foreach (var (program, hook) in All)
            opened.Program(program).IsWanted = names && known.Contains(Typedef(hook)) && !IsSuperseded(hook, known);
        opened.Program(Look).IsWanted = names;
        opened.SetConstant("watches_requests", (byte)(names ? 1 : 0));
        foreach (string map in Maps)
            opened.Map(map).MaxEntries = names ? opened.Map(map).MaxEntries * cpus : 1;
        return names ? [.. LookHooks.Where(hook => known.Contains(Typedef(hook)))] : [];
    }

    private static bool IsSuperseded(string hook, HashSet<string> known) =>
        hook == OldSubmission && known.Contains(Typedef(Submission));

    /// <summary>The type by which the kernel describes a tracepoint.</summary>
    private static string Typedef(string hook) => $"btf_trace_{hook}";
}

namespace KosmosProbe.Native;

/// <summary>
/// The embedded programs, loaded and not attached: the kernel has walked them all, which takes it longer than anything
/// else of a start, and can be waited for on another thread. Lifetime: the probe's that is started with them, else till
/// disposed of.
/// </summary>
public sealed class LoadedPrograms : IDisposable
{
    // Maps with some entries for each CPU; the object says how many, the machine how many CPUs.
    private static readonly string[] MapsPerCpu =
    [
        "scratches", "exec_scratches", "paths", "taken_names", "taken_addresses", "policy_memos", "call_policies",
        "known_opens",
    ];

    private BpfObject? _object;

    // Where nothing has a v2 hierarchy yet, the kernel sleeps for tens of milliseconds over the first. So it is opened
    // beside the programs, and held until the probe has it too.
    private Task<CgroupRoot?>? _groups = Task.Run(static () => CgroupRoot.TryOpen(out _));

    private LoadedPrograms(BpfObject opened) => _object = opened;

    /// <summary>Names of calls are the kernel's own copies; else those of the callers' memory.</summary>
    public bool SeesNames { get; private init; }

    /// <summary>They read kernel memory by loads of their own, not by calls of the kernel: faster.</summary>
    public bool LoadByCast { get; private init; }

    /// <summary>Why they do not, although the kernel knows how; empty where that is not so.</summary>
    public string CastFault { get; private set; } = "";

    /// <summary>What is done through io_uring can be told.</summary>
    public bool SeesRequests => RequestHooks.Count > 0;

    /// <summary>Where <see cref="RequestPrograms.Look"/> is attached.</summary>
    internal IReadOnlyList<string> RequestHooks { get; private set; } = [];

    /// <summary>The object; it stays with this one until <see cref="Release"/>.</summary>
    internal BpfObject Object => _object ?? throw new ObjectDisposedException(nameof(LoadedPrograms));

    /// <summary>
    /// Loads them. Errors: <see cref="BpfException"/> that says what is missing or was refused, and the remedy; nothing
    /// stays loaded then.
    /// </summary>
    /// <param name="settings">Sizes and what else cannot be changed later.</param>
    public static LoadedPrograms Load(ProgramSettings settings)
    {
        CheckSizes(settings);
        return Load(OpenedPrograms.Open(settings.LoadsByCast), settings);
    }

    /// <summary>As <see cref="Load(ProgramSettings)"/>, of programs that are open already.</summary>
    /// <param name="opened">They belong to the result; when there is none, they are disposed of.</param>
    /// <param name="settings">Sizes and what else cannot be changed later.</param>
    public static LoadedPrograms Load(OpenedPrograms opened, ProgramSettings settings)
    {
        try
        {
            CheckSizes(settings);
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        try
        {
            return LoadOpened(opened, settings);
        }
        catch (BpfException refused) when (opened.LoadByCast)
        {
            // The kernel knows the cast and does not want it, as without its compiler of programs.
            var programs = LoadOpened(OpenedPrograms.Open(mayCast: false), settings);
            programs.CastFault = refused.Message;
            return programs;
        }
    }

    // Settings that cannot be are refused before anything else is.
    private static void CheckSizes(ProgramSettings settings) => _ = RingLayout.Of(settings, OnlineCpus());

    private static LoadedPrograms LoadOpened(OpenedPrograms opened, ProgramSettings settings)
    {
        var programs = new LoadedPrograms(opened.Object)
        {
            LoadByCast = opened.LoadByCast,
            SeesNames = KernelRequirements.ShowsNames(opened.Facts),
        };
        try
        {
            programs.Settle(settings, opened.KnownTypes);
            programs.Object.Load();
            return programs;
        }
        catch
        {
            programs.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _object?.Dispose();
        _object = null;
        Interlocked.Exchange(ref _groups, null)?.ContinueWith(
            static opened => opened.Result?.Dispose(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>Leaves the object to who has it by now.</summary>
    internal void Release() => _object = null;

    private static uint OnlineCpus() => (uint)Math.Max(1, Libc.sysconf(Libc.SC_NPROCESSORS_ONLN));

    private void Settle(ProgramSettings settings, HashSet<string> knownTypes)
    {
        var rings = RingLayout.Of(settings, OnlineCpus());
        Object.SetConstant("reserve_bytes", (ulong)rings.BytesEach / 4 * 3);
        Object.SetConstant("wake_bytes", (ulong)rings.BytesEach / 4);
        Object.SetConstant("ring_count", rings.Count);
        Object.SetConstant("cpus_per_ring", rings.CpusEach);
        Object.SetConstant("ring_by_thread", (byte)(settings.RingsByThread ? 1 : 0));
        Object.SetConstant("self_pid", (uint)settings.SelfPid);
        Object.SetConstant("drop_failed", (byte)(settings.DropFailed ? 1 : 0));
        Object.Map("events").MaxEntries = rings.BytesEach;
        Object.Map("rings").MaxEntries = rings.Count;
        uint cpus = (uint)Libbpf.libbpf_num_possible_cpus();
        foreach (string name in MapsPerCpu)
            Object.Map(name).MaxEntries *= cpus;
        RequestHooks = RequestPrograms.Choose(Object, knownTypes, cpus);
    }
}

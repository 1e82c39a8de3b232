namespace KosmosProbe.Native;

/// <summary>
/// The probe's programs, running in the kernel, and the records they send. Losing this object detaches them; so does
/// the end of the process.
/// </summary>
public sealed unsafe class LiveProbe : IRecordSource
{
    private readonly BpfObject _object;
    private readonly GlobalVariables _globals;
    private readonly RingBuffer _ring;
    private readonly EventCounters _counters;
    private readonly EventSelection _selection;
    private const string NameKeeper = "name_freed";

    private readonly List<BpfLink> _links = [];
    private BpfLink? _names;
    private ProgramMisses _misses = new([]);

    private LiveProbe(BpfObject loaded, LiveProbeSettings settings, bool seesRequests)
    {
        _object = loaded;
        SeesRequests = seesRequests;
        _globals = loaded.MapGlobals();
        _counters = new EventCounters(loaded.Map("counters"));
        Policies = new KernelPolicies(loaded, _globals);
        _selection = new EventSelection(_globals)
        {
            AsFalco = settings.AsFalco,
            WithRequests = settings.WithRequests,
            WithOtherNames = settings.WithOtherNames,
        };
        _selection.Select(settings.WantedEvents, settings.UrgentEvents);
        _ring = RingBuffer.Map(
            loaded.Map("events"), loaded.Map("rings"), _globals.Address<uint>("consumer_waiting"),
            new ReaderPace(_globals.Address<uint>("haste_seen"), _globals.Address<uint>("consumer_looks")));
    }

    /// <summary>What is attached, in words for the start-up line: <c>sys_exit (tp_btf/sys_exit)</c>.</summary>
    public IReadOnlyList<BpfLink> Attached => _links;

    /// <summary>Why addresses are only those of the callers' memory; empty when the kernel's are seen.</summary>
    public string AddressFault { get; private set; } = "";

    /// <summary>Names of calls are the kernel's own copies; else those of the callers' memory.</summary>
    public bool SeesNames { get; private init; }

    /// <summary>As <see cref="LoadedPrograms.CastFault"/>.</summary>
    public string CastFault { get; private init; } = "";

    /// <summary>What the kernel leaves out, and of whom.</summary>
    public KernelPolicies Policies { get; }

    /// <summary>
    /// What is done through io_uring is told as well; false up to kernel 5.19, whose tracepoints do not name requests.
    /// </summary>
    public bool SeesRequests { get; }

    /// <summary>Bytes of the ring buffer, of all rings together.</summary>
    public uint RingBytes => _ring.Size;

    /// <summary>Rings that the CPUs share; records of all of them come in order.</summary>
    public int Rings => _ring.Rings;

    /// <summary>Records read and given back.</summary>
    public ulong Consumed => _ring.Consumed;

    /// <inheritdoc/>
    public RingFault Fault => _ring.Fault;

    /// <summary>There is no record, not even one that is being written; for tests that want all of them.</summary>
    internal bool IsEmpty => _ring.IsEmpty;

    /// <summary>As <see cref="Consumed"/>, of each ring; for tests.</summary>
    internal IReadOnlyList<ulong> ConsumedByRing => _ring.ConsumedByRing;

    /// <summary>The object, for tests that look behind the programs.</summary>
    internal BpfObject Object => _object;

    /// <summary>
    /// Loads the embedded programs, tells them what is wanted, and attaches them. Errors: <see cref="BpfException"/>
    /// that says what is missing or was refused, and the remedy; nothing stays attached then.
    /// </summary>
    /// <param name="settings">Sizes and selection.</param>
    public static LiveProbe Start(LiveProbeSettings settings) => Start(() => LoadedPrograms.Load(settings), settings);

    /// <summary>As <see cref="Start(LiveProbeSettings)"/>, of programs that are loaded already or will be.</summary>
    /// <param name="loading">Waits for them; they belong to the probe from then on.</param>
    /// <param name="settings">The selection; sizes are settled.</param>
    public static LiveProbe Start(Func<LoadedPrograms> loading, LiveProbeSettings settings)
    {
        using var groups = CgroupRoot.TryOpen(out string fault);
        using var programs = loading();
        var probe = new LiveProbe(programs.Object, settings, programs.SeesRequests)
        {
            SeesNames = programs.SeesNames,
            CastFault = programs.CastFault,
            AddressFault = fault,
        };
        var requestHooks = programs.RequestHooks;
        programs.Release();
        try
        {
            probe.Attach(requestHooks, groups);
            probe.KeepsNames = settings.KeepsNames;
            return probe;
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Whether the environment of new process images is told; takes effect with the next exec.</summary>
    public bool WithEnvironment
    {
        set => _selection.WithEnvironment = value;
    }

    /// <summary>
    /// Whether names are told as the kernel took them, and not out of the caller's memory when the call returns. It
    /// costs a look at whatever the kernel frees, a quarter of an open and close, so it is for rules about calls that
    /// leave nothing but their names. Errors: <see cref="BpfException"/>.
    /// </summary>
    public bool KeepsNames
    {
        set
        {
            if (value && _names is null)
            {
                Volatile.Write(ref _globals.Variable<uint>("names_kept"), 1);
                _links.Add(_names = _object.Programs.Single(static one => one.Name == NameKeeper).Attach());
            }
            else if (!value && _names is { } link)
            {
                _links.Remove(link);
                link.Dispose();
                _names = null;
            }
        }
    }

    /// <summary>As <see cref="LiveProbeSettings.AsFalco"/>; takes effect with the next selection.</summary>
    public bool AsFalco
    {
        set => _selection.AsFalco = value;
    }

    /// <summary>As <see cref="LiveProbeSettings.WithOtherNames"/>; takes effect with the next open.</summary>
    public bool WithOtherNames
    {
        set => _selection.WithOtherNames = value;
    }

    /// <summary>As <see cref="LiveProbeSettings.WithRequests"/>; takes effect with the next selection.</summary>
    public bool WithRequests
    {
        set => _selection.WithRequests = value;
    }

    /// <summary>Changes what is sent; takes effect with the next event.</summary>
    /// <param name="wanted">As <see cref="LiveProbeSettings.WantedEvents"/>.</param>
    /// <param name="urgent">As <see cref="LiveProbeSettings.UrgentEvents"/>.</param>
    public void Select(IReadOnlySet<int> wanted, IReadOnlySet<int> urgent) => _selection.Select(wanted, urgent);

    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout) => _ring.Wait(timeout);

    /// <inheritdoc/>
    public bool TryRead(out ReadOnlySpan<byte> record) => _ring.TryRead(out record);

    /// <inheritdoc/>
    public void Advance() => _ring.Advance();

    /// <inheritdoc/>
    public void Count(Span<EventCounts> counts) => _counters.Count(counts);

    /// <summary>A way for another thread to read the counters. Lifetime: the probe's.</summary>
    public EventCounters CreateCounters() => new(_object.Map("counters"));

    /// <summary>
    /// Those at hooks, but for the one that looks at freed memory: what interrupts it and frees memory as well has no
    /// names.
    /// </summary>
    public IReadOnlyList<string> Programs => _misses.Programs;

    /// <inheritdoc/>
    public void CountMisses(Span<ulong> misses) => _misses.Count(misses);

    /// <summary>How often each program ran and for how long, where the kernel counts it.</summary>
    public IReadOnlyList<BpfProgramRuns> ProgramRuns() =>
        [.. _object.Programs.Where(static one => one.IsWanted).Select(static one => one.Runs())];

    /// <summary>
    /// What the verifier walked of each program, in instructions; 0 on kernels before 5.16, which do not tell.
    /// </summary>
    public IReadOnlyList<(string Program, uint Instructions)> VerifiedInstructions() =>
    [
        .. _object.Programs
            .Where(static one => one.IsWanted)
            .Select(static one => (one.Name, one.VerifiedInstructions())),
    ];

    /// <summary>Ends the stream: nothing new is recorded, what is in the ring can still be read.</summary>
    public void Detach()
    {
        if (_links.Count == 0) return;
        foreach (var link in _links)
            link.Dispose();
        _links.Clear();
        _ring.Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Detach();
        _ring.Dispose();
        _globals.Dispose();
        _object.Dispose();
    }

    /// <summary>Attaches what is not called by another program.</summary>
    /// <param name="requestHooks">The hooks of the program that has several.</param>
    /// <param name="groups">The root of the control groups; null where it cannot be opened.</param>
    private void Attach(IReadOnlyList<string> requestHooks, CgroupRoot? groups)
    {
        var handlers = _object.Map("handlers");
        var called = new HashSet<uint>();
        Span<byte> id = stackalloc byte[sizeof(uint)];
        for (uint index = 0; index < handlers.MaxEntries; index++)
        {
            if (handlers.TryLookup(index, id))
                called.Add(BitConverter.ToUInt32(id));
        }

        BpfProgram[] hooked =
        [
            .. _object.Programs
                .Where(one => one.IsWanted && !called.Contains(one.Id()))
                .Where(static one => !one.IsForCgroups && one.Name != NameKeeper)
                .OrderByDescending(static one => one.Name == RequestPrograms.Look),
        ];
        foreach (var program in hooked)
        {
            if (program.Name != RequestPrograms.Look) _links.Add(program.Attach());
            else foreach (string hook in requestHooks) _links.Add(program.AttachRaw(hook));
        }

        _misses = new ProgramMisses(hooked);

        if (groups is not null) AttachTo(groups);
    }

    /// <summary>
    /// Attaches what sees the addresses that the kernel takes. Without it they are read from the callers' memory and
    /// marked so; that is no reason to see nothing at all.
    /// </summary>
    private void AttachTo(CgroupRoot root)
    {
        try
        {
            foreach (var program in _object.Programs.Where(static program => program.IsForCgroups))
                _links.Add(program.Attach(root));
        }
        catch (BpfException e)
        {
            AddressFault = e.Message;
        }
    }
}

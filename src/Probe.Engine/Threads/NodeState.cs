using System.Text;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Names;

namespace KosmosProbe.Engine.Threads;

/// <summary>What is known of the node, and what fields read beside event and thread.</summary>
public sealed class NodeState
{
    /// <summary>Knows nothing of any machine: for recorded events and tests.</summary>
    /// <param name="exchange">Where to ask for containers; null: nobody is asked.</param>
    public NodeState(ContainerExchange? exchange = null)
        : this(proc: null, ThreadTable.DefaultCapacity, exchange)
    {
    }

    private NodeState(ProcFiles? proc, int threadsMax, ContainerExchange? exchange, bool isRecorded = false)
    {
        Containers = new ContainerTable(exchange);
        Cgroups = new Cgroups(Containers);
        Threads = new ThreadTable(Cgroups, proc, threadsMax);
        Recorded = isRecorded ? new RecordedState(Threads) : null;
        Open = proc is null ? null : new OpenDescriptors(proc);
    }

    /// <summary>
    /// This machine's state, read from its files. The threads are to be seeded once the programs are attached
    /// (<see cref="ThreadTable.Seed"/>).
    /// </summary>
    /// <param name="hostRoot">Where the host's root is mounted (HOST_ROOT); empty for this machine's own.</param>
    /// <param name="threadsMax">falco_libs.thread_table_size; 0 for the default.</param>
    /// <param name="exchange">Where to ask for containers; null: nobody is asked.</param>
    /// <param name="identities">Files behind the paths that rules compare with; null: not followed.</param>
    /// <param name="links">Where to ask for links in names; null: nobody is asked.</param>
    public static NodeState ForHost(
        string hostRoot,
        int threadsMax,
        ContainerExchange? exchange = null,
        FileIdentities? identities = null,
        LinkedNames? links = null)
    {
        string root = hostRoot.Length == 0 ? "/" : hostRoot;
        var state = new NodeState(
            new ProcFiles(hostRoot), threadsMax > 0 ? threadsMax : ThreadTable.DefaultCapacity, exchange)
        {
            Users = new NameFile(Path.Combine(root, "etc/passwd")),
            Groups = new NameFile(Path.Combine(root, "etc/group")),
            Services = new ServiceNames(Path.Combine(root, "etc/services")),
            Identities = identities,
            Links = links,
        };
        state.Refresh();
        return state;
    }

    /// <summary>What a capture's events tell; null when events come from the kernel.</summary>
    public RecordedState? Recorded { get; private init; }

    /// <summary>
    /// The state of the machine that a capture was made on: empty, filled by the capture alone.
    /// </summary>
    /// <param name="threadsMax">falco_libs.thread_table_size; 0 for the default.</param>
    /// <param name="hostName">The name that alerts show; null: this machine's.</param>
    /// <param name="zone">The zone of times that are shown in words; null: this machine's.</param>
    public static NodeState ForCapture(int threadsMax = 0, byte[]? hostName = null, TimeZoneInfo? zone = null) =>
        new(proc: null, threadsMax > 0 ? threadsMax : ThreadTable.DefaultCapacity, exchange: null, isRecorded: true)
        {
            HostName = hostName ?? ReadHostName(),
            Clock = new BootClock(zone ?? TimeZoneInfo.Local),
        };

    /// <summary>The audit event that is judged; null where events are of another source.</summary>
    internal AuditEvent? Audit { get; private init; }

    /// <summary>For events of the source k8s_audit, which know no threads and tell the time by the clock.</summary>
    /// <param name="current">The event that is judged.</param>
    /// <param name="zone">The zone of times that are shown in words; null: this machine's.</param>
    /// <param name="hostName">The name that alerts show; null: this machine's.</param>
    internal static NodeState ForAudit(AuditEvent current, TimeZoneInfo? zone, byte[]? hostName = null) =>
        new(proc: null, threadsMax: 1, exchange: null)
        {
            HostName = hostName ?? ReadHostName(),
            Audit = current,
            Clock = new BootClock(zone ?? TimeZoneInfo.Local),
        };

    /// <summary>All threads.</summary>
    public ThreadTable Threads { get; }

    /// <summary>Names of users.</summary>
    public NameFile Users { get; init; } = new("");

    /// <summary>Names of groups.</summary>
    public NameFile Groups { get; init; } = new("");

    /// <summary>Control groups by path.</summary>
    public Cgroups Cgroups { get; }

    /// <summary>Containers by id.</summary>
    public ContainerTable Containers { get; }

    /// <summary>Addresses of domain names that rules compare with.</summary>
    public DomainNames DomainNames { get; } = new();

    /// <summary>FALCO_HOSTNAME, else the machine's name.</summary>
    public byte[] HostName { get; init; } = ReadHostName();

    /// <summary>Memory for texts that are made while an event is judged; reset before each event.</summary>
    public TextScratch Scratch { get; } = new();

    /// <summary>Files behind the paths that rules compare with; null: not followed.</summary>
    public FileIdentities? Identities { get; init; }

    /// <summary>Names of calls in which there may be links; null: they are not looked at.</summary>
    public LinkedNames? Links { get; init; }

    /// <summary>Paths of opens are the names that were passed, not what the kernel opened: Falco's view.</summary>
    public bool NamesAsPassed { get; set; }

    /// <summary>Turns a record's boot time into wall time.</summary>
    public BootClock Clock { get; init; } = new();

    /// <summary>What the standard descriptors of the next process images are.</summary>
    internal StandardStreams Streams { get; } = new();

    /// <summary>What processes have open; null where no process of this machine is meant.</summary>
    internal OpenDescriptors? Open { get; }

    /// <summary>Look-ups in /proc, for threads and for rules, that were not made because there were too many.</summary>
    public ulong LookUpsRefused => Threads.LookUpsRefused + (Open?.Refused ?? 0);

    /// <summary>Names of ports.</summary>
    internal ServiceNames Services { get; private init; } = new("");

    /// <summary>Names of capability sets.</summary>
    internal CapabilityNames Capabilities { get; } = new();

    /// <summary>Alerts like the one that is being written that were not; 0 when there are none.</summary>
    internal long SuppressedAlerts { get; set; }

    /// <summary>Time of the run's first event, in ns since boot; 0 before it.</summary>
    internal ulong FirstTimeNs { get; set; }

    /// <summary>Time of the event before this one, in ns since boot; 0 for the first.</summary>
    internal ulong PreviousTimeNs { get; set; }

    /// <summary>
    /// Follows changes of the wall clock and of the files with names, asks again for containers that nobody knew, and
    /// after lost records looks for threads that are gone. To be called about once a second, between two records.
    /// </summary>
    public void Refresh()
    {
        Clock.Refresh();
        Users.Refresh();
        Groups.Refresh();
        Containers.AskAgain(Environment.TickCount64);
        Threads.SweepOn();
    }

    /// <summary>
    /// The machine's name, as alerts give it: FALCO_HOSTNAME, else the kernel's whole name, where
    /// <see cref="Environment.MachineName"/> ends at the first dot.
    /// </summary>
    public static byte[] ReadHostName()
    {
        const string KernelFile = "/proc/sys/kernel/hostname";
        string? given = Environment.GetEnvironmentVariable("FALCO_HOSTNAME");
        string name = !string.IsNullOrEmpty(given) ? given
            : File.Exists(KernelFile) ? File.ReadAllText(KernelFile).Trim()
            : Environment.MachineName;
        return Encoding.UTF8.GetBytes(name);
    }
}

using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Policies;
using KosmosProbe.Host.Recording;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host;

/// <summary>How one run goes: configuration, overrides and command line, merged, checked, typed. Immutable.</summary>
internal sealed record ProbeOptions
{
    /// <summary>The configuration file that was read.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>All configuration files, absolute, in the order they were merged; that one first.</summary>
    public IReadOnlyList<string> ConfigFiles { get; init; } = [];

    /// <summary>Rules files and directories, absolute, in order.</summary>
    public required IReadOnlyList<string> RulesPaths { get; init; }

    /// <summary>How rules are loaded, selected and written out.</summary>
    public RuleSetOptions Rules { get; init; } = new();

    /// <summary>static_fields.</summary>
    public IReadOnlyDictionary<string, string> StaticFields { get; init; } = new Dictionary<string, string>();

    /// <summary>engine.replay.capture_file, when events come from there; null: from the kernel.</summary>
    public string? CaptureFile { get; init; }

    /// <summary>The fields that rules may name.</summary>
    public FieldTable Fields => Engine.Fields.StaticFields.AddTo(
        CaptureFile is null ? SyscallFields.Table : CaptureFields.Table, StaticFields);

    /// <summary>Bytes of the ring buffer, of all rings together: a power of two.</summary>
    public uint RingBytes { get; init; }

    /// <summary>engine.rings; 0 is what suits the machine.</summary>
    public uint Rings { get; init; }

    /// <summary>Threads remembered at most.</summary>
    public int ThreadTableSize { get; init; } = ThreadTable.DefaultCapacity;

    /// <summary>Alerts that may wait for the outputs; 0: as many as the queue's memory holds.</summary>
    public int QueueCapacity { get; init; }

    /// <summary>Alerts go to standard output.</summary>
    public bool StdoutEnabled { get; init; } = true;

    /// <summary>Alerts may be held back to be written together.</summary>
    public bool BufferedOutputs { get; init; }

    /// <summary>How long an output may take for an alert before the log names it.</summary>
    public TimeSpan OutputTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>file_output</summary>
    public FileOutputOptions FileOutput { get; init; } = new();

    /// <summary>program_output</summary>
    public ProgramOutputOptions ProgramOutput { get; init; } = new();

    /// <summary>syslog_output</summary>
    public SyslogOutputOptions SyslogOutput { get; init; } = new();

    /// <summary>http_output</summary>
    public HttpOutputOptions HttpOutput { get; init; } = new();

    /// <summary>webhooks, in order.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>otlp_output</summary>
    public OtlpOutputOptions OtlpOutput { get; init; } = new();

    /// <summary>delivery</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>deduplication</summary>
    public DeduplicationOptions Deduplication { get; init; } = new();

    /// <summary>webserver</summary>
    public WebServerOptions WebServer { get; init; } = new();

    /// <summary>System calls are watched; if not, there are audit events alone.</summary>
    public bool WatchesSyscalls { get; init; } = true;

    /// <summary>engine.k8s_audit</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>metrics</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>syscall_event_drops</summary>
    public EventDropOptions EventDrops { get; init; } = new();

    /// <summary>syscall_event_timeouts</summary>
    public EventTimeoutOptions EventTimeouts { get; init; } = new();

    /// <summary>self_test</summary>
    public SelfTestOptions SelfTest { get; init; } = new();

    /// <summary>capture: what is recorded after alerts; null: nothing.</summary>
    public CaptureOptions? Captures { get; init; }

    /// <summary>How recordings are written, whatever they are made for.</summary>
    public RecordingOptions Recording { get; init; } = new();

    /// <summary>The verb record: what is recorded instead of alerting; null: the run alerts.</summary>
    public RecordOptions? Record { get; init; }

    /// <summary>The configuration and rules files are read again when they change.</summary>
    public bool WatchConfigFiles { get; init; } = true;

    /// <summary>The least important of the probe's own messages that are shown.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The probe's own messages go to standard error.</summary>
    public bool LogStderr { get; init; } = true;

    /// <summary>The probe's own messages go to the system's log.</summary>
    public bool LogSyslog { get; init; }

    /// <summary>engine.kernel_policy</summary>
    public KernelPolicyMode KernelPolicy { get; init; }

    /// <summary>System calls that failed are not told.</summary>
    public bool DropFailed { get; init; }

    /// <summary>base_syscalls</summary>
    public BaseSyscallsOptions BaseSyscalls { get; init; } = new();

    /// <summary>Which container runtimes are asked.</summary>
    public RuntimeOptions Runtimes { get; init; } = new();

    /// <summary>Stop after this long; zero: never.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>Where the process id is written; null: nowhere.</summary>
    public string? PidFile { get; init; }
}

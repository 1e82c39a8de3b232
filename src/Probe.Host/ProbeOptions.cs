using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Containers;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host;

/// <summary>How one run goes: configuration, overrides and command line, merged, checked, typed. Immutable.</summary>
internal sealed record ProbeOptions
{
    /// <summary>The configuration file that was read.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Rules files and directories, absolute, in order.</summary>
    public required IReadOnlyList<string> RulesPaths { get; init; }

    /// <summary>How rules are loaded, selected and written out.</summary>
    public RuleSetOptions Rules { get; init; } = new();

    /// <summary>static_fields.</summary>
    public IReadOnlyDictionary<string, string> StaticFields { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields that rules may name.</summary>
    public FieldTable Fields => Engine.Fields.StaticFields.AddTo(SyscallFields.Table, StaticFields);

    /// <summary>Bytes of the ring buffer, a power of two.</summary>
    public uint RingBytes { get; init; }

    /// <summary>Threads remembered at most.</summary>
    public int ThreadTableSize { get; init; } = ThreadTable.DefaultCapacity;

    /// <summary>Alerts that may wait for the outputs; 0: as many as the queue's memory holds.</summary>
    public int QueueCapacity { get; init; }

    /// <summary>Alerts go to standard output.</summary>
    public bool StdoutEnabled { get; init; } = true;

    /// <summary>Alerts may be held back to be written together.</summary>
    public bool BufferedOutputs { get; init; }

    /// <summary>The least important of the probe's own messages that are shown.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The probe's own messages go to standard error.</summary>
    public bool LogStderr { get; init; } = true;

    /// <summary>Which container runtimes are asked.</summary>
    public RuntimeOptions Runtimes { get; init; } = new();

    /// <summary>Stop after this long; zero: never.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>Where the process id is written; null: nowhere.</summary>
    public string? PidFile { get; init; }
}

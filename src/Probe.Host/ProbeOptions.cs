using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host;

/// <summary>How one run goes: configuration, overrides and command line, merged, checked, typed. Immutable.</summary>
internal sealed record ProbeOptions
{
    /// <summary>The configuration file that was read.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Rules files and directories, absolute, in order.</summary>
    public required IReadOnlyList<string> RulesPaths { get; init; }

    /// <summary>Which rules are switched on and off, in order, after loading.</summary>
    public IReadOnlyList<RuleSwitch> RuleSwitches { get; init; } = [];

    /// <summary>Rules less important are left out.</summary>
    public Priority Priority { get; init; } = Priority.Debug;

    /// <summary>rule_matching: first.</summary>
    public bool FirstMatchOnly { get; init; } = true;

    /// <summary>Falco's own meaning everywhere.</summary>
    public bool Strict { get; init; }

    /// <summary>Bytes of the ring buffer, a power of two.</summary>
    public int RingBytes { get; init; }

    /// <summary>Threads remembered at most; 0 leaves the choice to the thread table.</summary>
    public int ThreadTableSize { get; init; }

    /// <summary>Alerts that may wait for the outputs; 0 leaves the choice to the queue.</summary>
    public int QueueCapacity { get; init; }

    /// <summary>How alerts are written.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Alerts go to standard output.</summary>
    public bool StdoutEnabled { get; init; } = true;

    /// <summary>Alerts may be held back to be written together.</summary>
    public bool BufferedOutputs { get; init; }

    /// <summary>The least important of the probe's own messages that are shown.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The probe's own messages go to standard error.</summary>
    public bool LogStderr { get; init; } = true;

    /// <summary>Stop after this long; zero: never.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>Where the process id is written; null: nowhere.</summary>
    public string? PidFile { get; init; }
}

/// <summary>One entry of <c>rules:</c> in the configuration.</summary>
/// <param name="Enable">On, or off.</param>
/// <param name="RulePattern">A name with * wildcards, or null.</param>
/// <param name="Tag">A tag, or null.</param>
internal sealed record RuleSwitch(bool Enable, string? RulePattern, string? Tag);

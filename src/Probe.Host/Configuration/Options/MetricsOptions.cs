namespace KosmosProbe.Host.Configuration.Options;

/// <summary>metrics: what is counted, and where the counts are told.</summary>
internal sealed record MetricsOptions
{
    /// <summary>Counts are told.</summary>
    public bool Enabled { get; init; }

    /// <summary>How often; at least 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>As an alert of the rule <c>Falco internal: metrics snapshot</c>.</summary>
    public bool OutputRule { get; init; }

    /// <summary>As a line of JSON in this file; empty: not.</summary>
    public string OutputFile { get; init; } = "";

    /// <summary>Matches per rule.</summary>
    public bool RulesCountersEnabled { get; init; } = true;

    /// <summary>Processor time and memory.</summary>
    public bool ResourceUtilizationEnabled { get; init; } = true;

    /// <summary>What the thread table holds and did.</summary>
    public bool StateCountersEnabled { get; init; } = true;

    /// <summary>Events and losses in the kernel.</summary>
    public bool KernelEventCountersEnabled { get; init; } = true;

    /// <summary>The same, by processor.</summary>
    public bool KernelEventCountersPerCpuEnabled { get; init; } = true;

    /// <summary>What Falco's iterators count; there are none here.</summary>
    public bool KernelIterEventCountersEnabled { get; init; } = true;

    /// <summary>Runs and run time of the kernel's programs.</summary>
    public bool LibbpfStatsEnabled { get; init; } = true;

    /// <summary>What plugins count.</summary>
    public bool PluginsMetricsEnabled { get; init; } = true;

    /// <summary>What Falco's allocator counts; there is none here.</summary>
    public bool JemallocStatsEnabled { get; init; } = true;

    /// <summary>Memory in MB, else in bytes.</summary>
    public bool ConvertMemoryToMb { get; init; } = true;

    /// <summary>Zero and empty values are told as well.</summary>
    public bool IncludeEmptyValues { get; init; }
}

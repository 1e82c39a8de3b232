namespace KosmosProbe.Host.Configuration.Options;

/// <summary>syslog_output: alerts go to the system's log.</summary>
internal sealed record SyslogOutputOptions
{
    /// <summary>The log is written.</summary>
    public bool Enabled { get; init; }
}

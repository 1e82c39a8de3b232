using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>What delivery says of itself. Ids 250 to 269.</summary>
internal static partial class DeliveryLog
{
    /// <summary>There is no spool on disk.</summary>
    [LoggerMessage(
        250, LogLevel.Warning,
        "alerts on their way are kept in memory only, a restart loses them: spool {Directory}: {Reason}")]
    public static partial void SpoolMissing(this ILogger log, string directory, string reason);

    /// <summary>The spool on disk is there at last, or again.</summary>
    [LoggerMessage(251, LogLevel.Information, "spool {Directory}: {Alerts} alerts wait in it")]
    public static partial void SpoolOpened(this ILogger log, string directory, long alerts);

    /// <summary>The spool cannot be read.</summary>
    [LoggerMessage(
        252, LogLevel.Error,
        "the spool is damaged ({Reason}); it is kept as {Aside} and a new one is begun, alerts in it are not sent")]
    public static partial void SpoolDamaged(this ILogger log, string reason, string aside);

    /// <summary>The spool takes nothing.</summary>
    [LoggerMessage(
        253, LogLevel.Error,
        "spool {Directory} cannot be written: {Reason}; alerts wait in memory, a restart would lose {Alerts} of them")]
    public static partial void SpoolStuck(this ILogger log, string directory, string reason, long alerts);

    /// <summary>The spool takes alerts again.</summary>
    [LoggerMessage(254, LogLevel.Information, "spool {Directory} can be written again")]
    public static partial void SpoolFreed(this ILogger log, string directory);

    /// <summary>Alerts were given up.</summary>
    [LoggerMessage(
        255, LogLevel.Error,
        "{Alerts} alerts for {Sink} were given up: more wait for it than may, or their file was damaged")]
    public static partial void AlertsGivenUp(this ILogger log, string sink, long alerts);

    /// <summary>A sink takes nothing.</summary>
    [LoggerMessage(256, LogLevel.Warning, "{Sink} does not take alerts: {Reason}; they wait and are sent again")]
    public static partial void SinkFailing(this ILogger log, string sink, string reason);

    /// <summary>A sink takes alerts again.</summary>
    [LoggerMessage(257, LogLevel.Information, "{Sink} takes alerts again, after {Seconds} s and {Tries} tries")]
    public static partial void SinkRecovered(this ILogger log, string sink, long seconds, long tries);

    /// <summary>A sink refuses alerts as such.</summary>
    [LoggerMessage(258, LogLevel.Error, "{Sink} refuses alerts and they are given up, such as '{Rule}': {Reason}")]
    public static partial void AlertRefused(this ILogger log, string sink, string rule, string reason);

    /// <summary>A receiver does not understand compressed bodies.</summary>
    [LoggerMessage(259, LogLevel.Warning, "{Sink} refuses compressed alerts ({Reason}); they are sent as they are")]
    public static partial void CompressionRefused(this ILogger log, string sink, string reason);

    /// <summary>What a receiver answered, where that is to be shown.</summary>
    [LoggerMessage(260, LogLevel.Information, "{Sink} answers {Status}: {Answer}")]
    public static partial void Answered(this ILogger log, string sink, int status, string answer);

    /// <summary>A part of a batch was refused.</summary>
    [LoggerMessage(261, LogLevel.Error, "{Sink} refuses {Alerts} alerts of a batch: {Reason}")]
    public static partial void PartRefused(this ILogger log, string sink, long alerts, string reason);

    /// <summary>The end of a run leaves alerts behind.</summary>
    [LoggerMessage(262, LogLevel.Warning, "{Sink}: {Alerts} alerts are not delivered yet; {Fate}")]
    public static partial void LeftBehind(this ILogger log, string sink, long alerts, string fate);
}

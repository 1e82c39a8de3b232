using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Health;

/// <summary>What is said of self-test and web server. Ids 220 to 229.</summary>
internal static partial class HealthLog
{
    /// <summary>The probe's own exec did not arrive.</summary>
    [LoggerMessage(
        220, LogLevel.Error,
        "self-test: the probe's own exec was not seen, {Times} times in a row; events are missed")]
    public static partial void SelfTestMissed(this ILogger log, int times);

    /// <summary>The probe's own exec arrives again.</summary>
    [LoggerMessage(221, LogLevel.Information, "self-test: the probe's own exec is seen again")]
    public static partial void SelfTestSeenAgain(this ILogger log);

    /// <summary>There is no program for the self-test.</summary>
    [LoggerMessage(222, LogLevel.Warning, "no self-test: none of {Programs} is there to be run")]
    public static partial void SelfTestImpossible(this ILogger log, string programs);

    /// <summary>The web server answers.</summary>
    [LoggerMessage(223, LogLevel.Information, "web server at {Address}")]
    public static partial void WebServerReady(this ILogger log, string address);

    /// <summary>The web server cannot start.</summary>
    [LoggerMessage(
        224, LogLevel.Error, "web server at {Address}: {Reason}; the probe goes on without it and tries again")]
    public static partial void WebServerFailed(this ILogger log, string address, string reason);

    /// <summary>The web server's certificate was renewed.</summary>
    [LoggerMessage(
        226, LogLevel.Information, "web server: {File} has changed and is read again; valid until {ValidUntil:u}")]
    public static partial void WebCertificateRead(this ILogger log, string file, DateTime validUntil);

    /// <summary>The web server's certificate has changed and cannot be read.</summary>
    [LoggerMessage(227, LogLevel.Error, "web server: the former certificate is kept: {Reason}")]
    public static partial void WebCertificateKept(this ILogger log, string reason);

    /// <summary>A metrics file cannot be written.</summary>
    [LoggerMessage(225, LogLevel.Error, "metrics.output_file {File}: {Reason}; it is tried again")]
    public static partial void MetricsFileFailed(this ILogger log, string file, string reason);
}

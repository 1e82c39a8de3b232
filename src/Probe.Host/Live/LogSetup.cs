using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KosmosProbe.Host.Live;

/// <summary>Where a run speaks: to standard error, one line each, and to the system's log; from a level on.</summary>
internal static class LogSetup
{
    /// <summary>Sets a run's log up.</summary>
    /// <param name="logging">What is set up.</param>
    /// <param name="options">The run's.</param>
    /// <param name="threshold">From which level on; may change while it runs.</param>
    public static void Add(ILoggingBuilder logging, ProbeOptions options, LogThreshold threshold)
    {
        if (options.LogStderr)
        {
            logging.AddConsole(static console => console.FormatterName = LineFormatter.FormatterName)
                .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
            logging.Services.Configure<ConsoleLoggerOptions>(
                static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        if (options.LogSyslog) logging.Services.AddSingleton<ILoggerProvider>(static _ => new SyslogLog());

        // The host's own messages repeat, with a trace, what the probe says in one line.
        logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter(level => level >= threshold.Least)
            .AddFilter("Microsoft", LogLevel.None);
    }
}

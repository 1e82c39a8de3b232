using KosmosProbe.Engine.Output;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs;

/// <summary>Falco's own outputs on this machine, in the order in which they are offered an alert.</summary>
internal static class SinkList
{
    /// <summary>The name of standard output.</summary>
    public const string StandardOutputName = "stdout";

    /// <summary>Makes them; none is started.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="reopen">Tells when files are to be opened anew.</param>
    /// <param name="log">Where their failures are told.</param>
    public static IReadOnlyList<IAlertSink> Create(ProbeOptions options, ReopenSignal reopen, ILogger log)
    {
        var limits = new QueueLimits
        {
            AlertsMax = options.QueueCapacity,
            IsBuffered = options.BufferedOutputs,
            WriteMax = options.OutputTimeout,
            WaitsForRoom = options.CaptureFile is not null,
        };

        return [.. Falcos(options, reopen).Select(output => new QueuedSink(output, limits, log))];
    }

    /// <summary>How alerts are written, for these outputs.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="sinks">All outputs.</param>
    public static AlertOptions AlertsFor(ProbeOptions options, IEnumerable<IAlertSink> sinks) =>
        options.Rules.Alerts with { AlsoWholeJson = sinks.Any(static sink => sink.WantsJson) };

    private static IEnumerable<IAlertOutput> Falcos(ProbeOptions options, ReopenSignal reopen)
    {
        if (options.FileOutput.Enabled) yield return new FileOutput(options.FileOutput, reopen);
        if (options.StdoutEnabled) yield return new LineStream(StandardOutputName, StandardOutput.Open());
        if (options.SyslogOutput.Enabled) yield return new SyslogOutput(SyslogOutput.UsualPath);
        if (options.ProgramOutput.Enabled) yield return new ProgramOutput(options.ProgramOutput);
    }
}

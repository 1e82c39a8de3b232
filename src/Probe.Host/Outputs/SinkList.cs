using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs;

/// <summary>The outputs that a configuration asks for, in the order in which they are offered an alert.</summary>
internal static class SinkList
{
    /// <summary>The name of standard output.</summary>
    public const string StandardOutputName = "stdout";

    /// <summary>Makes them; none is started.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="log">Where their failures are told.</param>
    public static IReadOnlyList<IAlertSink> Create(ProbeOptions options, ILogger log)
    {
        var limits = new QueueLimits { AlertsMax = options.QueueCapacity, IsBuffered = options.BufferedOutputs };

        // Outputs that promise delivery come first, so that what was seen on standard output also arrives there.
        var sinks = new List<IAlertSink>();
        if (options.StdoutEnabled)
        {
            sinks.Add(new QueuedSink(new LineStream(StandardOutputName, StandardOutput.Open()), limits, log));
        }

        return sinks;
    }
}

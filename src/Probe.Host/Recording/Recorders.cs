using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Threads;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Recording;

/// <summary>Makes what records a run, and tells what becomes of its files.</summary>
internal static class Recorders
{
    /// <summary>Makes it; null when nothing is recorded.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="node">What is known of the node, its threads too.</param>
    /// <param name="log">Where files are told of.</param>
    /// <param name="ended">Told when the one file of a whole run is closed.</param>
    public static EventRecorder? Create(
        ProbeOptions options, NodeState node, ILogger log, Action<RecordingReport> ended)
    {
        string proc = Path.Combine(
            options.Runtimes.HostRoot.Length == 0 ? "/" : options.Runtimes.HostRoot, "proc");
        if (options.Record is { } record)
        {
            return EventRecorder.OfRun(node, record.Path, record.Recording with { ProcFolder = proc }, report =>
            {
                Tell(report, log);
                ended(report);
            });
        }

        if (options.Captures is not { } captures)
        {
            return null;
        }

        if (Missing(captures.PathPrefix) is { } folder) log.CaptureFolderMissing(captures.PathPrefix, folder);
        return EventRecorder.OfAlerts(
            node,
            captures with { Recording = captures.Recording with { ProcFolder = proc } },
            report => Tell(report, log));
    }

    private static string? Missing(string prefix)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(prefix)) ?? "/";
        return Directory.Exists(folder) ? null : folder;
    }

    private static void Tell(RecordingReport report, ILogger log)
    {
        if (report.End == RecordingEnd.Failed)
        {
            log.CaptureFailed(report.Path, report.Failure);
            return;
        }

        string why = report.End switch
        {
            RecordingEnd.SizeLimit => "it has reached capture.max_file_size_mb",
            RecordingEnd.Duration => "its time is over",
            _ => "the probe ends",
        };
        log.CaptureWritten(report.Path, report.Events, report.Bytes, why);
        if (report.Lost > 0) log.CaptureIncomplete(report.Path, report.Lost);
    }
}

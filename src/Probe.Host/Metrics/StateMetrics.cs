using KosmosProbe.Engine.Identities;
using KosmosProbe.Host.Containers;

namespace KosmosProbe.Host.Metrics;

/// <summary>Threads, containers, and the runtimes that were asked about them.</summary>
internal static class StateMetrics
{
    private static readonly Metric Threads = Metric.Gauge(
        "falcosecurity_scap_n_threads_total", "Threads that are remembered.");

    private static readonly Metric Evicted = Metric.Counter(
        "falcosecurity_scap_n_drops_full_threadtable_total", "Threads forgotten because there were too many.");

    private static readonly Metric EndsMissed = Metric.Counter(
        "kosmosprobe_thread_ends_missed_total", "Threads whose end was never told.");

    private static readonly Metric LookUps = Metric.Counter(
        "falcosecurity_scap_n_noncached_thread_lookups_total", "Threads that were looked up in /proc.");

    private static readonly Metric LookUpsRefused = Metric.Counter(
        "kosmosprobe_thread_lookups_refused_total", "Look-ups in /proc left out because there were too many.");

    private static readonly Metric TextsCut = Metric.Counter(
        "kosmosprobe_process_texts_cut_total",
        "Processes whose arguments and paths were cut, because those of all processes together were too many.");

    private static readonly Metric Containers = Metric.Gauge(
        "falcosecurity_scap_n_containers_total", "Containers that are remembered.");

    private static readonly Metric Late = Metric.Counter(
        "kosmosprobe_container_metadata_late_total",
        "Events judged without the description of their container that they should have had.");

    private static readonly Metric Waited = Metric.Counter(
        "kosmosprobe_container_waits_total", "Events that waited for the description of their container.");

    private static readonly Metric Waiting = Metric.Gauge(
        "kosmosprobe_container_waiting", "Events that wait for the description of their container.");

    private static readonly Metric AnswersDropped = Metric.Counter(
        "kosmosprobe_container_answers_dropped_total", "Descriptions there was no room for.");

    private static readonly Metric FilesKnown = Metric.Gauge(
        "kosmosprobe_file_identities",
        "Files known to be behind paths that rules compare with, for each mount namespace and path.");

    private static readonly Metric NamespacesKnown = Metric.Gauge(
        "kosmosprobe_file_identity_namespaces", "Mount namespaces in which these paths were looked for.");

    private static readonly Metric LooksLate = Metric.Counter(
        "kosmosprobe_file_identity_looks_late_total", "Looks into a mount namespace that took too long.");

    private static readonly Metric NamespacesHanging = Metric.Gauge(
        "kosmosprobe_file_identity_namespaces_hanging", "Mount namespaces whose file systems do not answer.");

    private static readonly Metric NamesLooked = Metric.Counter(
        "kosmosprobe_linked_names_total", "Calls of which was looked where their names lead.");

    private static readonly Metric NamesLed = Metric.Counter(
        "kosmosprobe_linked_names_elsewhere_total", "Those of them whose names led elsewhere by links.");

    private static readonly Metric NamesLate = Metric.Counter(
        "kosmosprobe_linked_names_late_total",
        "Calls that were judged by their names as they were passed alone, for nobody looked in time.");

    private static readonly Metric RuntimeUp = Metric.Gauge(
        "kosmosprobe_container_runtime_up", "Whether a container runtime answers, by socket and state.");

    private static readonly Metric Requests = Metric.Counter(
        "kosmosprobe_container_lookups_total", "Requests to a container runtime, by socket and what became of them.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="run">Of which run.</param>
    /// <param name="runtimes">Who is asked.</param>
    public static void Add(MetricText page, RunningSyscalls run, RuntimeWatch runtimes)
    {
        page.Add(Threads, run.Node.Threads.Count);
        page.Add(Evicted, run.Node.Threads.Evicted);
        page.Add(EndsMissed, run.Node.Threads.EndsMissed);
        page.Add(LookUps, run.Node.Threads.LookUps);
        page.Add(LookUpsRefused, run.Node.LookUpsRefused);
        page.Add(TextsCut, run.Node.Threads.TextsCut);
        page.Add(Containers, run.Node.Containers.Count);
        page.Add(Late, run.Pipeline.ContainerMetadataLate);
        page.Add(Waited, run.Pipeline.Waited);
        page.Add(Waiting, run.Pipeline.Waiting);
        page.Add(AnswersDropped, runtimes.DroppedAnswers);
        AddIdentities(page, run);
        if (run.Node.Links is { } links) AddLinks(page, links);
        foreach (var runtime in runtimes.Connections)
        {
            page.Add(
                RuntimeUp, runtime.State == RuntimeState.Ready ? 1 : 0,
                new("socket", runtime.Socket), new("state", runtime.State.ToString()));
        }

        foreach (var runtime in runtimes.Connections) AddRequests(page, runtime);
    }

    private static void AddIdentities(MetricText page, RunningSyscalls run)
    {
        if (run.Node.Identities is not { } identities) return;
        page.Add(FilesKnown, identities.Table.Count);
        page.Add(NamespacesKnown, identities.Table.NamespacesCount);
        page.Add(LooksLate, run.Identities.Late);
        page.Add(NamespacesHanging, run.Identities.Hanging);
    }

    private static void AddLinks(MetricText page, LinkedNames links)
    {
        page.Add(NamesLooked, links.Answered);
        page.Add(NamesLed, links.Led);
        page.Add(NamesLate, links.Late);
    }

    private static void AddRequests(MetricText page, RuntimeConnection runtime)
    {
        var counters = runtime.Counters;
        ReadOnlySpan<(string Result, long Count)> results =
        [
            ("asked", counters.Asked),
            ("found", counters.Found),
            ("timed_out", counters.TimedOut),
            ("failed", counters.Failed),
            ("refused", counters.Refused),
        ];
        foreach (var (result, count) in results)
        {
            page.Add(Requests, count, new("socket", runtime.Socket), new("result", result));
        }
    }
}

using KosmosProbe.Host.Containers;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host;

/// <summary>What the probe says of itself. Ids are fixed: 1xx start, 2xx running, 3xx end.</summary>
internal static partial class Log
{
    /// <summary>The configuration holds something to know.</summary>
    [LoggerMessage(101, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigWarning(this ILogger log, string warning);

    /// <summary>The rules hold something to know.</summary>
    [LoggerMessage(102, LogLevel.Warning, "{Warning}")]
    public static partial void RulesWarning(this ILogger log, string warning);

    /// <summary>Which rules are used.</summary>
    [LoggerMessage(
        103, LogLevel.Information, "rules: {Rules}, enabled: {Enabled}, files: {Files}; configuration {Config}")]
    public static partial void RulesLoaded(this ILogger log, int rules, int enabled, int files, string config);

    /// <summary>What is attached and what is not, and why.</summary>
    [LoggerMessage(104, LogLevel.Information, "{Report}")]
    public static partial void Watching(this ILogger log, string report);

    /// <summary>What was known before the first event.</summary>
    [LoggerMessage(105, LogLevel.Debug, "{Threads} threads known from /proc")]
    public static partial void Seeded(this ILogger log, int threads);

    /// <summary>The rules hold something that matters to their author alone.</summary>
    [LoggerMessage(106, LogLevel.Debug, "{Remark}")]
    public static partial void RulesRemark(this ILogger log, string remark);

    /// <summary>One file of rules.</summary>
    [LoggerMessage(107, LogLevel.Debug, "rules from {File}")]
    public static partial void RulesFile(this ILogger log, string file);

    /// <summary>Where events come from.</summary>
    [LoggerMessage(108, LogLevel.Information, "replaying {File}")]
    public static partial void Replaying(this ILogger log, string file);

    /// <summary>Captures have nowhere to go.</summary>
    [LoggerMessage(
        109, LogLevel.Warning,
        "capture.path_prefix {Prefix}: {Folder} is no folder, so that no capture can be written; make it")]
    public static partial void CaptureFolderMissing(this ILogger log, string prefix, string folder);

    /// <summary>Events were lost since the last such message.</summary>
    [LoggerMessage(201, LogLevel.Warning, "events lost: {Losses}")]
    public static partial void EventsLost(this ILogger log, string losses);

    /// <summary>Alerts were lost since the last such message.</summary>
    [LoggerMessage(202, LogLevel.Warning, "{Alerts} alerts lost: the output is slower than they come")]
    public static partial void AlertsLost(this ILogger log, long alerts);

    /// <summary>An output cannot be written.</summary>
    [LoggerMessage(203, LogLevel.Error, "output {Output} cannot be written: {Reason}; its alerts wait until it can")]
    public static partial void OutputFailed(this ILogger log, string output, string reason);

    /// <summary>Reading cannot go on.</summary>
    [LoggerMessage(204, LogLevel.Critical, "{Reason}")]
    public static partial void Stopped(this ILogger log, string reason);

    /// <summary>The output takes nothing at the end of a run.</summary>
    [LoggerMessage(205, LogLevel.Error, "output {Output} takes nothing; {Alerts} alerts were not written")]
    public static partial void OutputStuck(this ILogger log, string output, long alerts);

    /// <summary>Records came that are none.</summary>
    [LoggerMessage(206, LogLevel.Error, "{Records}")]
    public static partial void RecordsBad(this ILogger log, string records);

    /// <summary>Nothing is left out by policy.</summary>
    [LoggerMessage(
        263, LogLevel.Warning, "the kernel leaves nothing out any more, all events of wanted types are sent: {Reason}")]
    public static partial void PoliciesGone(this ILogger log, string reason);

    /// <summary>The kernel's policy would have left out what a rule holds for.</summary>
    [LoggerMessage(
        264, LogLevel.Error,
        "the kernel's policy would have left out {Count} events that rules hold for, the last: {Last}")]
    public static partial void PolicyDiffers(this ILogger log, long count, string last);

    /// <summary>Memory for arguments and paths of processes is at its limit.</summary>
    [LoggerMessage(
        245, LogLevel.Warning,
        "arguments and paths of {Processes} processes were cut: those of all processes together are too many")]
    public static partial void TextsCut(this ILogger log, ulong processes);

    /// <summary>File systems of too many containers do not answer.</summary>
    [LoggerMessage(
        246, LogLevel.Warning,
        "links in names of calls are not followed for newcomers: file systems of {Containers} containers or mount "
        + "namespaces do not answer")]
    public static partial void LinksNotFollowed(this ILogger log, int containers);

    /// <summary>Not all mount namespaces are looked at.</summary>
    [LoggerMessage(
        247, LogLevel.Warning,
        "files behind paths of rules are not looked for in {Namespaces} mount namespaces: {Reason}")]
    public static partial void NamespacesLeftOut(this ILogger log, int namespaces, string reason);

    /// <summary>More events were lost than the configuration allows.</summary>
    [LoggerMessage(215, LogLevel.Debug, "{Message}")]
    public static partial void EventDrop(this ILogger log, string message);

    /// <summary>An output can be written again.</summary>
    [LoggerMessage(207, LogLevel.Information, "output {Output} works again")]
    public static partial void OutputWorks(this ILogger log, string output);

    /// <summary>An output takes too long over one write.</summary>
    [LoggerMessage(
        208, LogLevel.Error, "output {Output} has taken nothing for {Milliseconds} ms; its alerts wait, others do not")]
    public static partial void OutputBlocked(this ILogger log, string output, long milliseconds);

    /// <summary>An output's queue is full.</summary>
    [LoggerMessage(
        209, LogLevel.Error, "output {Output} is slower than alerts come and its queue is full; alerts are dropped")]
    public static partial void OutputFull(this ILogger log, string output);

    /// <summary>/proc tells paths of control groups from the probe's own group.</summary>
    [LoggerMessage(
        219, LogLevel.Warning,
        "the probe cannot enter the node's cgroup namespace ({Reason}): of processes that run already only the end of "
        + "their group's path is known; give it CAP_SYS_ADMIN, CAP_SYS_PTRACE and the node's /proc")]
    public static partial void CgroupNamespaceApart(this ILogger log, string reason);

    /// <summary>The kernel does not show the addresses that it takes from its callers.</summary>
    [LoggerMessage(
        216, LogLevel.Warning,
        "addresses of datagrams and of failed connects are those of the callers' memory, where another thread can "
        + "change them: {Reason}")]
    public static partial void AddressesUnsure(this ILogger log, string reason);

    /// <summary>All is told, and each event costs more.</summary>
    [LoggerMessage(
        284, LogLevel.Information,
        "programs ask the kernel to read its memory, which is slower than to load it: {Reason}")]
    public static partial void LoadsRefused(this ILogger log, string reason);

    /// <summary>The kernel does not show the names that it takes from its callers.</summary>
    [LoggerMessage(
        217, LogLevel.Warning,
        "names of files in calls that fail or open nothing are those of the callers' memory, where another thread can "
        + "change them: this version does not see the copies of kernels from 7.0 on")]
    public static partial void NamesUnsure(this ILogger log);

    /// <summary>The kernel does not tell which request of io_uring its tracepoints are about.</summary>
    [LoggerMessage(
        218, LogLevel.Warning,
        "opens, connects and other requests made through io_uring are not seen: that takes a kernel from 6.0 on; "
        + "forbid io_uring by the sysctl kernel.io_uring_disabled or by seccomp")]
    public static partial void RequestsUnseen(this ILogger log);

    /// <summary>A container runtime answers.</summary>
    [LoggerMessage(210, LogLevel.Information, "container runtime at {Socket}: {Runtime}")]
    public static partial void RuntimeReady(this ILogger log, string socket, string runtime);

    /// <summary>A container runtime does not answer any more.</summary>
    [LoggerMessage(
        211, LogLevel.Warning,
        "container runtime at {Socket} is {State}: {Reason}; containers are named by their bundles until it answers")]
    public static partial void RuntimeLost(this ILogger log, string socket, RuntimeState state, string reason);

    /// <summary>No container runtime was found at the start.</summary>
    [LoggerMessage(212, LogLevel.Information, "no container runtime yet at {Sockets}")]
    public static partial void RuntimeNone(this ILogger log, string sockets);

    /// <summary>An answer about a container went wrong in the probe itself.</summary>
    [LoggerMessage(213, LogLevel.Error, "container {Id} cannot be described")]
    public static partial void RuntimeAnswerFailed(this ILogger log, Exception exception, string id);

    /// <summary>A session with a container runtime ended by a fault of the probe itself.</summary>
    [LoggerMessage(214, LogLevel.Error, "container runtime at {Socket}: the probe failed and begins anew")]
    public static partial void RuntimeFaulted(this ILogger log, Exception exception, string socket);

    /// <summary>Rules and configuration were loaded anew and are in force.</summary>
    [LoggerMessage(
        230, LogLevel.Information, "reloaded in {Ms} ms: rules: {Rules}, enabled: {Enabled}, files: {Files}")]
    public static partial void Reloaded(this ILogger log, int rules, int enabled, int files, long ms);

    /// <summary>What the files say cannot be used.</summary>
    [LoggerMessage(231, LogLevel.Error, "not reloaded, the rules in force stay so: {Reason}")]
    public static partial void ReloadFailed(this ILogger log, string reason);

    /// <summary>Settings changed that a running probe cannot change.</summary>
    [LoggerMessage(232, LogLevel.Warning, "changed settings that take effect with the next start only: {Keys}")]
    public static partial void ReloadNeedsRestart(this ILogger log, string keys);

    /// <summary>The kernel does not tell of changes.</summary>
    [LoggerMessage(
        233, LogLevel.Warning,
        "changes of files are not told by the kernel ({Reason}); looking for them every {Seconds} s instead")]
    public static partial void ReloadWatchesSlowly(this ILogger log, string reason, double seconds);

    /// <summary>What was read can be read but once.</summary>
    [LoggerMessage(
        234, LogLevel.Warning, "{Paths}: neither file nor folder, so nothing can be reloaded while this runs")]
    public static partial void ReloadImpossible(this ILogger log, string paths);

    /// <summary>A reload failed by a fault of the probe itself.</summary>
    [LoggerMessage(235, LogLevel.Error, "not reloaded, the rules in force stay so: the probe failed")]
    public static partial void ReloadFaulted(this ILogger log, Exception exception);

    /// <summary>A capture is written.</summary>
    [LoggerMessage(240, LogLevel.Information, "capture {File}: {Events} events, {Bytes} bytes; {Why}")]
    public static partial void CaptureWritten(this ILogger log, string file, long events, long bytes, string why);

    /// <summary>A capture lacks events.</summary>
    [LoggerMessage(
        241, LogLevel.Warning,
        "capture {File}: {Events} events are not in it: they came faster than the disk took them, or it was full")]
    public static partial void CaptureIncomplete(this ILogger log, string file, long events);

    /// <summary>Events are being left out of a capture.</summary>
    [LoggerMessage(242, LogLevel.Warning, "capture: {Events} events left out; the disk is slower than they come")]
    public static partial void CaptureBehind(this ILogger log, long events);

    /// <summary>A capture cannot be written.</summary>
    [LoggerMessage(243, LogLevel.Error, "capture {File} cannot be written: {Reason}")]
    public static partial void CaptureFailed(this ILogger log, string file, string reason);

    /// <summary>The disk takes no captures at the end of a run.</summary>
    [LoggerMessage(244, LogLevel.Error, "a capture is not written to its end: the disk takes nothing")]
    public static partial void CaptureStuck(this ILogger log);

    /// <summary>The endpoint for audit events listens.</summary>
    [LoggerMessage(270, LogLevel.Information, "k8s_audit: events are taken at {Address}")]
    public static partial void AuditServerReady(this ILogger log, string address);

    /// <summary>The endpoint for audit events does not listen.</summary>
    [LoggerMessage(
        271, LogLevel.Error, "k8s_audit: no events are taken at {Address}, it will be tried again: {Reason}")]
    public static partial void AuditServerFailed(this ILogger log, string address, string reason);

    /// <summary>Nobody from outside is listened to.</summary>
    [LoggerMessage(
        272, LogLevel.Warning,
        "k8s_audit: neither client_ca nor token_file is set, so that anybody could send events: only this machine is "
        + "listened to")]
    public static partial void AuditOnlyFromHere(this ILogger log);

    /// <summary>Events and tokens can be read on their way.</summary>
    [LoggerMessage(
        273, LogLevel.Warning,
        "k8s_audit: without ssl_certificate the token and all events can be read on their way")]
    public static partial void AuditWithoutTls(this ILogger log);

    /// <summary>Requests for the endpoint for audit events were not in order.</summary>
    [LoggerMessage(274, LogLevel.Warning, "k8s_audit: {Count} requests or lines refused; the last one: {Reason}")]
    public static partial void AuditRefused(this ILogger log, long count, string reason);

    /// <summary>A token cannot be read any more.</summary>
    [LoggerMessage(275, LogLevel.Error, "k8s_audit: the former token stays: {Reason}")]
    public static partial void AuditTokenKept(this ILogger log, string reason);

    /// <summary>Clients' certificates cannot be held against a file any more.</summary>
    [LoggerMessage(276, LogLevel.Error, "k8s_audit: the former client_ca stays: {Reason}")]
    public static partial void AuditTrustKept(this ILogger log, string reason);

    /// <summary>A file of audit events cannot be read.</summary>
    [LoggerMessage(277, LogLevel.Error, "k8s_audit: {Reason}; it will be tried again")]
    public static partial void AuditFileFailed(this ILogger log, string reason);

    /// <summary>A file of audit events is not there yet.</summary>
    [LoggerMessage(278, LogLevel.Warning, "k8s_audit: there is no {Path} yet; it is read once it is there")]
    public static partial void AuditFileMissing(this ILogger log, string path);

    /// <summary>An audit event could not be judged.</summary>
    [LoggerMessage(279, LogLevel.Error, "k8s_audit: an event could not be judged; told once, counted always")]
    public static partial void AuditEventFailed(this ILogger log, Exception exception);

    /// <summary>Audit events are left at the end of a run.</summary>
    [LoggerMessage(280, LogLevel.Error, "k8s_audit: {Count} requests or lines are not judged to their end")]
    public static partial void AuditStuck(this ILogger log, int count);

    /// <summary>How far files of audit events were judged cannot be kept.</summary>
    [LoggerMessage(
        281, LogLevel.Warning,
        "k8s_audit: {File} cannot be written, so that the next start does not know what was judged: {Reason}")]
    public static partial void AuditPositionsNotKept(this ILogger log, string file, string reason);

    /// <summary>How far files of audit events were judged cannot be read.</summary>
    [LoggerMessage(
        282, LogLevel.Warning,
        "k8s_audit: {File} does not tell what was judged before, the files are read as for the first time: {Reason}")]
    public static partial void AuditPositionsUnread(this ILogger log, string file, string reason);

    /// <summary>The run is one of audit events alone.</summary>
    [LoggerMessage(283, LogLevel.Information, "system calls are left out: Kubernetes audit events alone are judged")]
    public static partial void AuditAlone(this ILogger log);

    /// <summary>The sum of a run.</summary>
    [LoggerMessage(301, LogLevel.Information, "{Statistics}")]
    public static partial void Ended(this ILogger log, string statistics);

    /// <summary>The end of a replay.</summary>
    [LoggerMessage(302, LogLevel.Information, "replayed {Events} events, {Skipped} left out, {Alerts} alerts")]
    public static partial void Replayed(this ILogger log, ulong events, long skipped, long alerts);
}

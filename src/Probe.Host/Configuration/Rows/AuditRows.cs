using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>The source k8s_audit.</summary>
internal static class AuditRows
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("engine.k8s_audit", Parts, Works, null,
            "Kubernetes audit events, for rules with `source: k8s_audit`. See k8s-audit.md.") { IsOurs = true },
        new("engine.k8s_audit.enabled", Switch, Works, "false",
            "There is an endpoint that an API server sends its events to.") { IsOurs = true },
        new("engine.k8s_audit.listen_address", Text, Works, "0.0.0.0",
            "The IP address to listen on; without `client_ca` and `token_file` only this machine is listened to.")
        {
            IsOurs = true,
        },
        new("engine.k8s_audit.listen_port", Integer, Works, "9765", "The port to listen on; 0: any that is free.")
        {
            IsOurs = true, Least = 0, Most = 65535,
        },
        new("engine.k8s_audit.endpoint", Text, Works, "/k8s-audit", "The path that events are posted to.")
        {
            IsOurs = true,
        },
        new("engine.k8s_audit.ssl_certificate", Text, Works, "",
            "A file with certificate and private key, PEM; with it the endpoint talks TLS.") { IsOurs = true },
        new("engine.k8s_audit.client_ca", Text, Works, "",
            "A file with certificates, PEM: a client must show one that is signed by one of these.") { IsOurs = true },
        new("engine.k8s_audit.token_file", Text, Works, "", "A file with the token that clients must send.")
        {
            IsOurs = true,
        },
        new("engine.k8s_audit.max_body_bytes", Integer, Works, "12582912",
            "Bytes of a request, decompressed, or of a line of a file; a larger one is refused.")
        {
            IsOurs = true, Least = 1024, Most = 1 << 28,
        },
        new("engine.k8s_audit.max_depth", Integer, Works, "100", "How deep JSON may be nested.")
        {
            IsOurs = true, Least = 8, Most = 1000,
        },
        new("engine.k8s_audit.max_waiting_bytes", Integer, Works, "50331648",
            "Memory of requests and events that wait, all together; beyond it clients are asked to come again.")
        {
            IsOurs = true, Least = 1 << 20, Most = 1 << 30,
        },
        new("engine.k8s_audit.max_events_per_second", Integer, Works, "50000",
            "Events taken in a second; beyond it clients are asked to come again. Files are not limited.")
        {
            IsOurs = true, Least = 1, Most = 10_000_000,
        },
        new("engine.k8s_audit.file", Text, Works, "",
            "A file, or a folder of files, that events are read from as it grows and rotates.") { IsOurs = true },
        new("engine.k8s_audit.file_from_start", Switch, Works, "true",
            "What the files hold when they are read for the first time counts too.") { IsOurs = true },
        new("engine.k8s_audit.positions_file", Text, Works, "/var/lib/kosmos-probe/k8s-audit.json",
            "Where it is kept how far the files have been judged, so that a later start goes on from there; empty: "
            + "nowhere, and each start is the first.") { IsOurs = true },
        new("engine.k8s_audit.cluster_name", Text, Works, "",
            "What `ka.cluster.name` says; events do not tell it themselves.") { IsOurs = true },
        new("engine.k8s_audit.shipped_rules", Switch, Works, "true",
            "The shipped rules of this source are loaded before those of `rules_files`; not beside `-r`, nor where a "
            + "plugin switches the source on.") { IsOurs = true },
    ];
}

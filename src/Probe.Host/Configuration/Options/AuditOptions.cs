using System.Net;
using KosmosProbe.Engine.Audit;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>engine.k8s_audit: events that a Kubernetes API server tells of requests to it.</summary>
internal sealed record AuditOptions
{
    /// <summary>There is an endpoint that events are sent to.</summary>
    public bool Enabled { get; init; }

    /// <summary>A file, or a folder of files, that events are read from; empty: none.</summary>
    public string File { get; init; } = "";

    /// <summary>Where it is kept how far the files have been judged; empty: nowhere.</summary>
    public string PositionsFile { get; init; } = "/var/lib/kosmos-probe/k8s-audit.json";

    /// <summary>What the files hold when they are read for the first time counts too.</summary>
    public bool ReadsFromStart { get; init; } = true;

    /// <summary>The source is on.</summary>
    public bool IsOn => Enabled || File.Length > 0;

    /// <summary>The address to listen on; without authentication only this machine is listened to.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Any;

    /// <summary>The port to listen on; 0: any that is free.</summary>
    public int ListenPort { get; init; } = 9765;

    /// <summary>The path that events are posted to; begins with a slash.</summary>
    public string Endpoint { get; init; } = "/k8s-audit";

    /// <summary>A file with certificate and private key, PEM; empty: it does not talk TLS.</summary>
    public string SslCertificate { get; init; } = "";

    /// <summary>A file with the certificates that clients' must be signed by, PEM; empty: clients need none.</summary>
    public string ClientCa { get; init; } = "";

    /// <summary>A file with the token that clients must send; empty: they need none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>Clients must show who they are.</summary>
    public bool Authenticates => ClientCa.Length > 0 || TokenFile.Length > 0;

    /// <summary>Bytes of a request, decompressed: a fifth more than an API server sends at once.</summary>
    public int BodyBytesMax { get; init; } = 12 << 20;

    /// <summary>Bytes of requests and events that wait, all together.</summary>
    public int MemoryBytesMax { get; init; } = 48 << 20;

    /// <summary>Events in a second; more are refused, to be sent again.</summary>
    public int EventsPerSecondMax { get; init; } = 50_000;

    /// <summary>What events may be.</summary>
    public AuditLimits Limits { get; init; } = new();

    /// <summary>What events say of their cluster's name, which they do not tell; empty: nothing.</summary>
    public string ClusterName { get; init; } = "";

    /// <summary>The shipped rules of the source are loaded too.</summary>
    public bool ShippedRules { get; init; } = true;
}

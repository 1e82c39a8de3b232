using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>Where alerts go.</summary>
internal static class OutputRows
{
    private const string Priorities =
        "emergency, alert, critical, error, warning, notice, informational (or info), debug";

    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("stdout_output", Parts, Works, null, "Standard output."),
        new("stdout_output.enabled", Switch, Works, "true", "Alerts are printed, one a line."),
        new("buffered_outputs", Switch, Works, "false",
            "Alerts may be held back to be written together; else each is flushed."),
        new("outputs_queue", Parts, Works, null, "Alerts on their way to the outputs."),
        new("outputs_queue.capacity", Integer, Works, "0",
            "Alerts that may wait before further ones are lost and counted; 0: as many as the queue's memory holds.")
        {
            Least = 0, Most = int.MaxValue,
        },
        new("output_timeout", Integer, Works, "2000",
            "Milliseconds after which an output that does not take an alert is named in the log.")
        {
            Least = 0, Most = int.MaxValue,
        },
        new("file_output", Parts, Works, null, "A file."),
        new("file_output.enabled", Switch, Works, "false", "Alerts are appended to the file, one a line."),
        new("file_output.keep_alive", Switch, Works, "false",
            "The file stays open between alerts; SIGUSR1 opens it anew."),
        new("file_output.filename", Text, Works, "", "The file. Needed where enabled."),
        new("program_output", Parts, Works, null, "A program of yours."),
        new("program_output.enabled", Switch, Works, "false",
            "Alerts go to the program's standard input, one a line."),
        new("program_output.keep_alive", Switch, Works, "false",
            "One process takes all alerts; else each alert starts one."),
        new("program_output.program", Text, Works, "", "What the shell is to run. Needed where enabled."),
        new("syslog_output", Parts, Works, null, "The system's log."),
        new("syslog_output.enabled", Switch, Works, "false",
            "Alerts go to the system's log, with the priority of their rule."),
        new("http_output", Parts, Works, null, "A server that takes each alert by POST: Falcosidekick, for one."),
        new("http_output.enabled", Switch, Works, "false", "Alerts are posted."),
        new("http_output.url", Text, Works, "", "Where to: http://... or https://... Needed where enabled."),
        new("http_output.echo", Switch, Works, "false", "What the server answers is printed."),
        new("http_output.user_agent", Text, Works, "falcosecurity/falco",
            "What the server is told that the client is."),
        new("http_output.headers", Texts, Works, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("http_output", Works, isOurs: false),
        new("http_output.compress_uploads", Switch, Works, "false", "Bodies are compressed."),
        new("http_output.keep_alive", Switch, Works, "false", "TCP probes keep an idle connection open."),
        new("http_output.max_consecutive_timeouts", Integer, Works, "5",
            "How often in a row one alert may time out before it counts as not taken.") { Least = 0, Most = 255 },

        new("webhooks", Parts, Works, "[]", "Servers that take alerts by POST, each with its own choice and form.")
        {
            IsOurs = true,
        },
        new("webhooks[]", Parts, Works, null, "") { IsOurs = true },
        new("webhooks[].name", Text, Works, null,
            "What metrics, log and spool call it: letters, digits, `-` and `_`. Needed, and each its own.")
        {
            IsOurs = true,
        },
        new("webhooks[].url", Text, Works, null, "Where to: http://... or https://... Needed.") { IsOurs = true },
        new("webhooks[].form", Text, Works, "falco",
            "`falco` is Falco's JSON; `aegis` adds `uuid` and `container` and writes the priority in lower case.")
        {
            IsOurs = true, Words = ["falco", "aegis"],
        },
        new("webhooks[].minimumpriority", Text, Works, null,
            $"The least important priority that is sent: {Priorities}. Usually debug, and notice for the form `aegis`.")
        {
            IsOurs = true,
        },
        new("webhooks[].headers", Texts, Works, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("webhooks[]", Works, isOurs: true),

        new("otlp_output", Parts, Works, null, "A collector of OpenTelemetry: alerts become log records.")
        {
            IsOurs = true,
        },
        new("otlp_output.enabled", Switch, Works, "false", "Log records are sent.") { IsOurs = true },
        new("otlp_output.endpoint", Text, Works, "",
            "Where to: http://collector:4318/v1/logs, or http://collector:4317 for gRPC. Needed where enabled.")
        {
            IsOurs = true,
        },
        new("otlp_output.protocol", Text, Works, "http/protobuf", "How records travel: `http/protobuf` or `grpc`.")
        {
            IsOurs = true, Words = ["http/protobuf", "grpc"],
        },
        new("otlp_output.compress_uploads", Switch, Works, "false", "Requests are compressed.") { IsOurs = true },
        new("otlp_output.minimumpriority", Text, Works, "debug",
            $"The least important priority that is sent: {Priorities}.") { IsOurs = true },
        new("otlp_output.headers", Texts, Works, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("otlp_output", Works, isOurs: true),

        new("delivery", Parts, Works, null,
            "How alerts wait for `http_output`, `webhooks` and `otlp_output` when these do not take them.")
        {
            IsOurs = true,
        },
        new("delivery.spool_dir", Text, Works, "/var/lib/kosmos-probe/spool",
            "A folder for alerts until they have arrived, so that they outlive the probe; empty: memory only.")
        {
            IsOurs = true,
        },
        new("delivery.spool_max_bytes", Integer, Works, "268435456",
            "Bytes that may wait there in all; then the oldest alerts are lost, counted and told.")
        {
            IsOurs = true, Least = 1 << 16, Most = 1L << 40,
        },
        new("delivery.memory_max_bytes", Integer, Works, "16777216",
            "Bytes that may wait in memory where there is no such folder, or while it takes nothing.")
        {
            IsOurs = true, Least = 1 << 16, Most = 1L << 32,
        },
        new("delivery.retry_min_interval", Duration, Works, "1s",
            "The wait after a first failure; each further failure doubles it.") { IsOurs = true },
        new("delivery.retry_max_interval", Duration, Works, "1m", "The longest wait.") { IsOurs = true },
        new("delivery.request_timeout", Duration, Works, "10s", "How long one request may take.") { IsOurs = true },

        new("deduplication", Parts, Works, null, "Alerts that say the same again are counted instead of written.")
        {
            IsOurs = true,
        },
        new("deduplication.enabled", Switch, Works, "false", "It is done.") { IsOurs = true },
        new("deduplication.fields", Parts, Works,
            "[rule, container.id, proc.exepath, fd.name, fs.path.name, fs.path.source, fs.path.target, proc.cmdline]",
            "What must be equal: fields, and `rule` for the rule's name.") { IsOurs = true },
        new("deduplication.fields[]", Text, Works, null, "") { IsOurs = true },
        new("deduplication.window", Duration, Works, "1m", "How long alerts count as the same.") { IsOurs = true },
        new("deduplication.burst", Integer, Works, "10",
            "How many of the same are written within a window. The first one after it says in `evt.suppressed` how "
            + "many were not.") { IsOurs = true, Least = 1, Most = 1 << 20 },
        new("deduplication.exempt_priority", Text, Works, "critical",
            "Alerts of this priority and above are always written; none: those of no priority.")
        {
            IsOurs = true,
            Words =
            [
                "emergency", "alert", "critical", "error", "warning", "notice", "informational", "info", "debug",
                "none",
            ],
        },

        new("grpc", Free, Removed, null, "Falco's former server."),
        new("grpc_output", Free, Removed, null, "Falco's former server."),
        new("outputs", Free, Removed, null, "Falco's former rate limit."),
    ];

    private static Setting[] Tls(string parent, SettingUse use, bool isOurs) =>
    [
        new($"{parent}.insecure", Switch, use, "false", "The server's certificate is not checked.") { IsOurs = isOurs },
        new($"{parent}.ca_cert", Text, use, "", "A file with the authority to trust; before `ca_bundle`.")
        {
            IsOurs = isOurs,
        },
        new($"{parent}.ca_bundle", Text, use, "", "A file with the authorities to trust; before `ca_path`.")
        {
            IsOurs = isOurs,
        },
        new($"{parent}.ca_path", Text, use, "/etc/ssl/certs", "A folder with the authorities to trust.")
        {
            IsOurs = isOurs,
        },
        new($"{parent}.mtls", Switch, use, "false", "The server is shown a certificate.") { IsOurs = isOurs },
        new($"{parent}.client_cert", Text, use, "/etc/ssl/certs/client.crt", "The certificate, PEM.")
        {
            IsOurs = isOurs,
        },
        new($"{parent}.client_key", Text, use, "/etc/ssl/certs/client.key", "Its private key, PEM.")
        {
            IsOurs = isOurs,
        },
    ];
}

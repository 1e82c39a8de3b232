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
        new("http_output.enabled", Switch, NotYet, "false", "Alerts are posted."),
        new("http_output.url", Text, NotYet, "", "Where to: http://... or https://... Needed where enabled."),
        new("http_output.echo", Switch, NotYet, "false", "What the server answers is printed."),
        new("http_output.user_agent", Text, NotYet, "falcosecurity/falco",
            "What the server is told that the client is."),
        new("http_output.headers", Texts, NotYet, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("http_output", NotYet, isOurs: false),
        new("http_output.compress_uploads", Switch, NotYet, "false", "Bodies are compressed."),
        new("http_output.keep_alive", Switch, NotYet, "false", "TCP probes keep an idle connection open."),
        new("http_output.max_consecutive_timeouts", Integer, NotYet, "5",
            "How often in a row one alert may time out before it counts as not taken.") { Least = 0, Most = 255 },

        new("webhooks", Parts, Works, "[]", "Servers that take alerts by POST, each with its own choice and form.")
        {
            IsOurs = true,
        },
        new("webhooks[]", Parts, Works, null, "") { IsOurs = true },
        new("webhooks[].name", Text, NotYet, null,
            "What metrics, log and spool call it: letters, digits, `-` and `_`. Needed, and each its own.")
        {
            IsOurs = true,
        },
        new("webhooks[].url", Text, NotYet, null, "Where to: http://... or https://... Needed.") { IsOurs = true },
        new("webhooks[].form", Text, NotYet, "falco",
            "`falco` is Falco's JSON; `aegis` adds `uuid` and `container` and writes the priority in lower case.")
        {
            IsOurs = true, Words = ["falco", "aegis"],
        },
        new("webhooks[].minimumpriority", Text, NotYet, "debug",
            $"The least important priority that is sent: {Priorities}.") { IsOurs = true },
        new("webhooks[].headers", Texts, NotYet, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("webhooks[]", NotYet, isOurs: true),

        new("otlp_output", Parts, Works, null, "A collector of OpenTelemetry: alerts become log records, over HTTP.")
        {
            IsOurs = true,
        },
        new("otlp_output.enabled", Switch, NotYet, "false", "Log records are sent.") { IsOurs = true },
        new("otlp_output.endpoint", Text, NotYet, "",
            "Where to, path included: http://collector:4318/v1/logs. Needed where enabled.") { IsOurs = true },
        new("otlp_output.minimumpriority", Text, NotYet, "debug",
            $"The least important priority that is sent: {Priorities}.") { IsOurs = true },
        new("otlp_output.headers", Texts, NotYet, null, "Further headers: name and text.") { IsOurs = true },
        .. Tls("otlp_output", NotYet, isOurs: true),

        new("delivery", Parts, Works, null,
            "How alerts wait for `http_output`, `webhooks` and `otlp_output` when these do not take them.")
        {
            IsOurs = true,
        },
        new("delivery.spool_dir", Text, NotYet, "/var/lib/kosmos-probe/spool",
            "A folder for what does not fit into memory and what must outlive the probe; empty: memory only.")
        {
            IsOurs = true,
        },
        new("delivery.spool_max_bytes", Integer, NotYet, "67108864",
            "Bytes that one output may hold there; then its oldest alerts are lost, counted and told.")
        {
            IsOurs = true, Least = 1 << 16, Most = 1L << 40,
        },
        new("delivery.queue_capacity", Integer, NotYet, "1024", "Alerts of one output that may wait in memory.")
        {
            IsOurs = true, Least = 1, Most = 1 << 20,
        },
        new("delivery.retry_min_interval", Duration, NotYet, "1s",
            "The wait after a first failure; each further failure doubles it.") { IsOurs = true },
        new("delivery.retry_max_interval", Duration, NotYet, "1m", "The longest wait.") { IsOurs = true },
        new("delivery.request_timeout", Duration, NotYet, "10s", "How long one request may take.") { IsOurs = true },

        new("deduplication", Parts, Works, null, "Alerts that say the same again are counted instead of written.")
        {
            IsOurs = true,
        },
        new("deduplication.enabled", Switch, Works, "false", "It is done.") { IsOurs = true },
        new("deduplication.fields", Parts, Works, "[rule, container.id, proc.exepath, fd.name]",
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

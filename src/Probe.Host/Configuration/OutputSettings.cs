using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads where alerts go. An output that is switched on must know where to.</summary>
internal static class OutputSettings
{
    private static readonly Dictionary<string, WebhookForm> Forms = new()
    {
        ["falco"] = WebhookForm.Falco,
        ["aegis"] = WebhookForm.Aegis,
    };

    private static readonly Dictionary<string, OtlpProtocol> Protocols = new()
    {
        ["http/protobuf"] = OtlpProtocol.Http,
        ["grpc"] = OtlpProtocol.Grpc,
    };

    /// <summary>file_output</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">It is on and has no file.</exception>
    public static FileOutputOptions FileOf(ConfigValues values)
    {
        var file = new FileOutputOptions
        {
            Enabled = values.Boolean("file_output.enabled", false),
            KeepAlive = values.Boolean("file_output.keep_alive", false),
            Filename = values.Text("file_output.filename", ""),
        };
        return file is { Enabled: true, Filename: "" }
            ? throw values.Missing("file_output.enabled", "file_output.filename", "the file output")
            : file;
    }

    /// <summary>program_output</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">It is on and has no program.</exception>
    public static ProgramOutputOptions ProgramOf(ConfigValues values)
    {
        var program = new ProgramOutputOptions
        {
            Enabled = values.Boolean("program_output.enabled", false),
            KeepAlive = values.Boolean("program_output.keep_alive", false),
            Program = values.Text("program_output.program", ""),
        };
        return program is { Enabled: true, Program: "" }
            ? throw values.Missing("program_output.enabled", "program_output.program", "the program output")
            : program;
    }

    /// <summary>http_output</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">It is on and has no URL, or one that is wrong.</exception>
    public static HttpOutputOptions HttpOf(ConfigValues values)
    {
        var http = new HttpOutputOptions
        {
            Enabled = values.Boolean("http_output.enabled", false),
            Url = values.Url("http_output.url"),
            Echo = values.Boolean("http_output.echo", false),
            UserAgent = values.Text("http_output.user_agent", HttpOutputOptions.UsualUserAgent),
            Headers = values.NamedTexts("http_output.headers"),
            Tls = TlsOf(values, "http_output."),
            CompressUploads = values.Boolean("http_output.compress_uploads", false),
            KeepAlive = values.Boolean("http_output.keep_alive", false),
            MaxConsecutiveTimeouts = values.Integer("http_output.max_consecutive_timeouts", 5),
        };
        return http is { Enabled: true, Url: null }
            ? throw values.Missing("http_output.enabled", "http_output.url", "the HTTP output")
            : http;
    }

    /// <summary>webhooks, in order.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">One has no name or URL, or the name of another.</exception>
    public static IReadOnlyList<WebhookOptions> WebhooksOf(ConfigValues values)
    {
        var webhooks = new List<WebhookOptions>();
        foreach (var one in values.Maps("webhooks"))
        {
            string name = NameOf(one);
            if (webhooks.Exists(other => other.Name == name))
            {
                throw one.Wrong(one.Find("name")!, "name", "a name that no other webhook has");
            }

            var form = one.Word("form", WebhookForm.Falco, Forms);
            webhooks.Add(new WebhookOptions
            {
                Name = name,
                Url = one.Url("url") ?? throw one.Missing("name", "url", $"the webhook {name}"),
                Form = form,
                MinimumPriority = one.Priority("minimumpriority", UsualLeast(form)),
                Headers = one.NamedTexts("headers"),
                Tls = TlsOf(one, ""),
            });
        }

        return webhooks;
    }

    /// <summary>otlp_output</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">It is on and has no endpoint, or one that is wrong.</exception>
    public static OtlpOutputOptions OtlpOf(ConfigValues values)
    {
        var otlp = new OtlpOutputOptions
        {
            Enabled = values.Boolean("otlp_output.enabled", false),
            Endpoint = values.Url("otlp_output.endpoint"),
            Protocol = values.Word("otlp_output.protocol", OtlpProtocol.Http, Protocols),
            CompressUploads = values.Boolean("otlp_output.compress_uploads", false),
            Headers = values.NamedTexts("otlp_output.headers"),
            MinimumPriority = values.Priority("otlp_output.minimumpriority"),
            Tls = TlsOf(values, "otlp_output."),
        };
        return otlp is { Enabled: true, Endpoint: null }
            ? throw values.Missing("otlp_output.enabled", "otlp_output.endpoint", "the OTLP output")
            : otlp;
    }

    // AEGIS knows no priorities below.
    private static Priority UsualLeast(WebhookForm form) =>
        form == WebhookForm.Aegis ? Priority.Notice : Priority.Debug;

    // The name is how the spool finds its place again, and a label of metrics.
    private static string NameOf(ConfigValues webhook)
    {
        if (webhook.Find("name") is not ConfigScalar { Text.Length: > 0 } name)
        {
            throw webhook.Missing(null, "name", "a webhook");
        }

        return name.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name.Text
            : throw webhook.Wrong(name, "name", "letters, digits, - and _");
    }

    private static TlsOptions TlsOf(ConfigValues values, string parent)
    {
        var usual = new TlsOptions();
        return new TlsOptions
        {
            Insecure = values.Boolean(parent + "insecure", usual.Insecure),
            CaCert = values.Text(parent + "ca_cert", usual.CaCert),
            CaBundle = values.Text(parent + "ca_bundle", usual.CaBundle),
            CaPath = values.Text(parent + "ca_path", usual.CaPath),
            Mtls = values.Boolean(parent + "mtls", usual.Mtls),
            ClientCert = values.Text(parent + "client_cert", usual.ClientCert),
            ClientKey = values.Text(parent + "client_key", usual.ClientKey),
        };
    }
}

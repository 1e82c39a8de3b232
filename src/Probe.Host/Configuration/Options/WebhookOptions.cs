using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>What the body of a webhook's request looks like.</summary>
internal enum WebhookForm
{
    /// <summary>Falco's JSON.</summary>
    Falco,

    /// <summary>Falco's JSON, priority in lower case, <c>uuid</c>, <c>container</c>: as AEGIS reads it.</summary>
    Aegis,
}

/// <summary>One of <c>webhooks</c>: alerts from a priority on are posted in a form of its own.</summary>
internal sealed record WebhookOptions
{
    /// <summary>What metrics, log and spool call it; no two have the same.</summary>
    public required string Name { get; init; }

    /// <summary>Where to: absolute, http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>The form of the body.</summary>
    public WebhookForm Form { get; init; }

    /// <summary>The least important priority that is sent.</summary>
    public Priority MinimumPriority { get; init; } = Priority.Debug;

    /// <summary>Headers beside the usual ones, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How it talks TLS.</summary>
    public TlsOptions Tls { get; init; } = new();
}

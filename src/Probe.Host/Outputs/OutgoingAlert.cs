using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Outputs;

/// <summary>One alert on its way to the outputs. Immutable, shared by all of them.</summary>
internal sealed record OutgoingAlert
{
    /// <summary>Version 7; the same at every retry.</summary>
    public required Guid Id { get; init; }

    /// <summary>The rule's priority.</summary>
    public required Priority Priority { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>The probe speaks of itself: source <c>internal</c>, no tags.</summary>
    public bool IsInternal { get; init; }

    /// <summary>When it happened: wall time in ns since the epoch.</summary>
    public required long TimeNs { get; init; }

    /// <summary>As configured (json_output and the like), no newline: what Falco's own outputs get.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The whole JSON form, with output, output_fields and tags; empty unless a sink wants it.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The container's name, its id while that is not known, <c>host</c> outside of containers.</summary>
    public string Container { get; init; } = "host";

    /// <summary>Bytes of memory it holds, nearly.</summary>
    public int Bytes => Overhead + Message.Length + (Json.Equals(Message) ? 0 : Json.Length);

    // Objects, headers of arrays, the texts of rule and container.
    private const int Overhead = 400;
}

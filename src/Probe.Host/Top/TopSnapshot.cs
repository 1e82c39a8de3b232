using System.Text.Json.Serialization;

namespace KosmosProbe.Host.Top;

/// <summary>A running probe at one moment, as it tells those who look on from the same machine.</summary>
internal sealed record TopSnapshot
{
    /// <summary>Milliseconds on a clock that only runs forward.</summary>
    public long AtMs { get; init; }

    /// <summary>How long the process has been running.</summary>
    public double RunningSeconds { get; init; }

    /// <summary>Empty while events are seen, else why not.</summary>
    public string Blindness { get; init; } = "";

    /// <summary>Counts since the start, by event.</summary>
    public IReadOnlyList<TopEvents> Events { get; init; } = [];

    /// <summary>Rules that matched since the start.</summary>
    public IReadOnlyList<TopCount> Rules { get; init; } = [];

    /// <summary>Events since the last look, by program and container.</summary>
    public IReadOnlyList<TopProgram> Programs { get; init; } = [];

    /// <summary>The outputs.</summary>
    public IReadOnlyList<TopSink> Sinks { get; init; } = [];

    /// <summary>Alerts since the start.</summary>
    public long Alerts { get; init; }

    /// <summary>Alerts that were lost before the outputs.</summary>
    public long AlertsLost { get; init; }

    /// <summary>Threads that are remembered.</summary>
    public int Threads { get; init; }

    /// <summary>Containers that are remembered.</summary>
    public int Containers { get; init; }

    /// <summary>Resident bytes of the process.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>CPU seconds of the process since its start.</summary>
    public double CpuSeconds { get; init; }
}

/// <summary>An event type's counts since the start.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Seen">By the kernel's programs.</param>
/// <param name="Filtered">Left out on purpose.</param>
/// <param name="Dropped">Lost.</param>
internal sealed record TopEvents(string Type, long Seen, long Filtered, long Dropped);

/// <summary>How often something happened.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
internal sealed record TopCount(string Name, long Count);

/// <summary>Events of a program in a container.</summary>
/// <param name="Program">Its name.</param>
/// <param name="Container">Where; <c>host</c> outside of containers.</param>
/// <param name="Events">How many.</param>
internal sealed record TopProgram(string Program, string Container, long Events);

/// <summary>An output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Delivered">Alerts that arrived.</param>
/// <param name="Dropped">Alerts that are lost.</param>
/// <param name="Waiting">Alerts that wait.</param>
/// <param name="Trouble">Why the last attempt failed; empty when it did not.</param>
internal sealed record TopSink(string Name, long Delivered, long Dropped, long Waiting, string Trouble);

/// <summary>Its JSON form, made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TopSnapshot))]
internal sealed partial class TopJson : JsonSerializerContext;

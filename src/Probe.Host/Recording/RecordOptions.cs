using KosmosProbe.Engine.Captures.Recording;

namespace KosmosProbe.Host.Recording;

/// <summary>What the verb record was asked for.</summary>
internal sealed record RecordOptions
{
    /// <summary>The file, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Which events; empty: all.</summary>
    public string Condition { get; init; } = "";

    /// <summary>How the file is written.</summary>
    public RecordingOptions Recording { get; init; } = new();
}

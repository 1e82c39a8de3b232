namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>How captures are written.</summary>
public sealed record RecordingOptions
{
    /// <summary>Bytes of a file at most; 0 for any number. The last write may go a little beyond.</summary>
    public long BytesMax { get; init; }

    /// <summary>Files are packed with gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Bytes that may wait for the disk.</summary>
    public int QueueBytes { get; init; } = 16 << 20;

    /// <summary>Where /proc of the node is.</summary>
    public string ProcFolder { get; init; } = "/proc";

    /// <summary>The program's version, told in the file.</summary>
    public string ProgramVersion { get; init; } = "";
}

/// <summary>When rules start captures: <c>capture.*</c>.</summary>
public sealed record CaptureOptions
{
    /// <summary>How files are written.</summary>
    public RecordingOptions Recording { get; init; } = new() { IsCompressed = true };

    /// <summary>How names of files begin.</summary>
    public string PathPrefix { get; init; } = "/tmp/falco";

    /// <summary>Every rule starts one, not only those with <c>capture: true</c>.</summary>
    public bool ForAllRules { get; init; }

    /// <summary>How long one lasts when the rule does not say.</summary>
    public TimeSpan DefaultDuration { get; init; } = TimeSpan.FromSeconds(5);
}

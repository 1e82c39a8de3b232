namespace KosmosProbe.Host.Configuration.Options;

/// <summary>file_output: alerts are appended to a file.</summary>
internal sealed record FileOutputOptions
{
    /// <summary>The file is written.</summary>
    public bool Enabled { get; init; }

    /// <summary>The file stays open between alerts.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>The file; relative to the working directory, as in Falco. Not empty where enabled.</summary>
    public string Filename { get; init; } = "";
}

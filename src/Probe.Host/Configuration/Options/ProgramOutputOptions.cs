namespace KosmosProbe.Host.Configuration.Options;

/// <summary>program_output: alerts go to a program's standard input.</summary>
internal sealed record ProgramOutputOptions
{
    /// <summary>The program is run.</summary>
    public bool Enabled { get; init; }

    /// <summary>One process takes all alerts; else each alert has its own.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>What the shell is given. Not empty where enabled.</summary>
    public string Program { get; init; } = "";
}

using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.Configuration;

namespace KosmosProbe.Host.CommandLine;

/// <summary>The form of a list.</summary>
internal enum ListFormat
{
    /// <summary>For reading in a terminal.</summary>
    Text,

    /// <summary>For documents.</summary>
    Markdown,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>What the command line says, beside the action it chooses.</summary>
internal sealed record Request
{
    /// <summary>-c</summary>
    public string? ConfigFile { get; init; }

    /// <summary>-r</summary>
    public IReadOnlyList<string> RulesPaths { get; init; } = [];

    /// <summary>-o</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>--disable-source and --enable-source: the sources that are left out.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>();

    /// <summary>--format</summary>
    public ListFormat Format { get; init; }

    /// <summary>-M; 0: for ever.</summary>
    public int Seconds { get; init; }

    /// <summary>-U</summary>
    public bool Unbuffered { get; init; }

    /// <summary>-v</summary>
    public bool Verbose { get; init; }

    /// <summary>-P</summary>
    public string? PidFile { get; init; }

    /// <summary>-p</summary>
    public string? Print { get; init; }

    /// <summary>The arguments as they were given.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Reads the configuration this asks for; options of the command line win.</summary>
    /// <exception cref="ProbeException">It cannot be read, or a value is wrong.</exception>
    public LoadedConfig LoadConfig()
    {
        var loaded = PrintOption.Apply(ConfigReader.Load(ConfigFile, RulesPaths, Overrides), Print);
        var options = loaded.Options with
        {
            RunTime = TimeSpan.FromSeconds(Seconds),
            PidFile = PidFile,
            Audit = LeftOut.Contains(AuditSource.Name) ? new() : loaded.Options.Audit,
            WatchesSyscalls = loaded.Options.WatchesSyscalls && !LeftOut.Contains(SyscallFields.Source),
            BufferedOutputs = loaded.Options.BufferedOutputs && !Unbuffered,
            LogLevel = Verbose ? Microsoft.Extensions.Logging.LogLevel.Debug : loaded.Options.LogLevel,
        };
        return loaded with { Options = options };
    }
}

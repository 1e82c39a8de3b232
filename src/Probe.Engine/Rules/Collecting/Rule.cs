using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>A rule as all files together make it; not yet compiled.</summary>
internal sealed class Rule(string name, string source, FileSpan span, RuleLocation location)
{
    /// <summary>The source whose rules are judged; others come with plugins.</summary>
    public const string SyscallSource = "syscall";

    public string Name => name;

    public string Source => source;

    /// <summary>Where it was defined last.</summary>
    public FileSpan Span { get; set; } = span;

    /// <summary>The item that defined it last.</summary>
    public RuleLocation Location => location;

    /// <summary>False: a part was reported; not to be compiled.</summary>
    public bool IsSound { get; set; } = true;

    public MappedText Condition { get; set; } = new();

    public MappedText Output { get; set; } = new();

    public string Description { get; set; } = string.Empty;

    public Priority Priority { get; set; }

    public bool Enabled { get; set; } = true;

    public bool WarnEventTypes { get; set; } = true;

    public bool SkipIfUnknownFilter { get; set; }

    public bool Capture { get; set; }

    public uint CaptureMs { get; set; }

    public SortedSet<string> Tags { get; set; } = new(KosmosProbe.Engine.Output.Utf8Order.Instance);

    public List<ExceptionClause> Exceptions { get; set; } = [];

    public bool IsSyscall => source == SyscallSource;

    /// <summary>False: nothing can bring events of its source, so the rule is skipped.</summary>
    public bool IsOfKnownSource { get; init; } = source == SyscallSource;
}

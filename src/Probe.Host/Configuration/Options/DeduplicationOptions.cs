using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>deduplication: alerts that say the same within a window are counted instead of written.</summary>
internal sealed record DeduplicationOptions
{
    /// <summary>The word among the fields that stands for the rule's name.</summary>
    public const string Rule = "rule";

    /// <summary>Alerts are held against earlier ones.</summary>
    public bool Enabled { get; init; }

    /// <summary>What must be equal: fields that the engine knows, and <see cref="Rule"/>.</summary>
    public IReadOnlyList<string> Fields { get; init; } =
    [
        Rule, "container.id", "proc.exepath", "fd.name", "fs.path.name", "fs.path.source", "fs.path.target",
        "proc.cmdline",
    ];

    /// <summary>How long alerts count as the same.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many of the same are written within a window; at least 1. Command lines do not count among the fields, so
    /// there should be a few.
    /// </summary>
    public int Burst { get; init; } = 10;

    /// <summary>Alerts that matter this much or more are always written; null: none is.</summary>
    public Priority? ExemptPriority { get; init; } = Priority.Critical;
}

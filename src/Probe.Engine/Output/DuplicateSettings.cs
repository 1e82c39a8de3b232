using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Output;

/// <summary>Which alerts count as the same, and how many of them are written. Immutable.</summary>
public sealed class DuplicateSettings
{
    /// <summary>Settings.</summary>
    /// <param name="fields">What must be equal, beside the rule if that counts.</param>
    public DuplicateSettings(IEnumerable<Field> fields) =>
        Printers = [.. fields.Select(static field => new FieldPrinter(field))];

    /// <summary>Alerts of different rules differ.</summary>
    public bool ByRule { get; init; } = true;

    /// <summary>How long after the first of them, in ns.</summary>
    public ulong WindowNs { get; init; } = 60_000_000_000;

    /// <summary>How many are written within the window; at least 1.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>Alerts that matter this much or more are always written; null: none is.</summary>
    public Priority? ExemptPriority { get; init; }

    /// <summary>How the values are read.</summary>
    internal FieldPrinter[] Printers { get; }
}

/// <summary>Alerts that were not written, and of which no later alert can tell any more.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Alerts">How many.</param>
public readonly record struct SuppressedAlerts(string Rule, Priority Priority, long Alerts);

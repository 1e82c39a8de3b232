using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Language;

/// <summary>A condition, parsed, expanded and bound to fields: ready to be compiled.</summary>
public sealed class BoundCondition
{
    internal BoundCondition(BoundNode root) => Root = root;

    /// <summary>The expanded condition in Falco's canonical print.</summary>
    public required string Canonical { get; init; }

    /// <summary>The event types the condition can hold for.</summary>
    public required EventTypeSet EventTypes { get; init; }

    /// <summary>True when branches without event type were restricted to the events of the others.</summary>
    public required bool IsRestricted { get; init; }

    /// <summary>Things to tell the author that are no errors.</summary>
    public required IReadOnlyList<LanguageError> Warnings { get; init; }

    /// <summary>Macros it used, directly or through others.</summary>
    public required IReadOnlySet<string> UsedMacros { get; init; }

    /// <summary>Lists it used, directly or through others.</summary>
    public required IReadOnlySet<string> UsedLists { get; init; }

    /// <summary>The fields it reads, arguments included, without transformers.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>How dear it is to judge, in checks of a number; an estimate from its checks.</summary>
    public int Cost => Simplify.Cost(Root);

    /// <summary>What it means.</summary>
    internal BoundNode Root { get; }

    /// <summary>Whether it reads a field of a kind.</summary>
    /// <param name="isOfKind">Whether a field is.</param>
    internal bool Reads(Func<Field, bool> isOfKind) => Relaxation.Reads(Root, isOfKind);

    /// <summary>
    /// The condition while some fields' values are on their way: holds whenever this one could, whatever they turn out
    /// to be. Null when this one reads none of them.
    /// </summary>
    /// <param name="isOpen">Whether a field's value is on its way.</param>
    internal BoundCondition? While(Func<Field, bool> isOpen) => !Relaxation.Reads(Root, isOpen)
        ? null
        : new BoundCondition(Relaxation.Of(Root, isOpen))
        {
            Canonical = Canonical,
            EventTypes = EventTypes,
            IsRestricted = IsRestricted,
            Warnings = Warnings,
            UsedMacros = UsedMacros,
            UsedLists = UsedLists,
            Fields = Fields,
        };
}

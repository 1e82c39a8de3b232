using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Linting.Facts;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>What the checks of impossible and needless conditions share: proofs over all events, and words.</summary>
internal static class Conjunctions
{
    private const int NamesShown = 4;

    /// <summary>Whether no event, of any type, satisfies all parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="kinds">The events to consider.</param>
    public static bool AreImpossible(IReadOnlyCollection<Formula> parts, IEnumerable<EventKind> kinds) =>
        kinds.All(kind => Contradiction.IsIn(parts.Select(kind.Fold)));

    /// <summary>As few of the parts as cannot hold together.</summary>
    /// <param name="parts">Parts that cannot.</param>
    /// <param name="kinds">The events to consider.</param>
    public static List<Formula> Core(IEnumerable<Formula> parts, IReadOnlyCollection<EventKind> kinds)
    {
        List<Formula> core = [.. parts];
        for (int i = core.Count - 1; i >= 0; i--)
        {
            List<Formula> fewer = [.. core.Where((_, index) => index != i)];
            if (fewer.Count > 0 && AreImpossible(fewer, kinds))
            {
                core = fewer;
            }
        }

        return core;
    }

    /// <summary>
    /// Whether a part holds <c>evt.num = 0</c> or the like, how authors write "never" and "always", or an empty list:
    /// for others to replace and fill.
    /// </summary>
    /// <param name="part">The part.</param>
    public static bool HasSwitch(Formula part) => part switch
    {
        Literal literal => literal.Subject == "evt.num"
            || literal.Check?.Predicate is ConstantPredicate { Answer: false },
        Junction junction => junction.Parts.Any(HasSwitch),
        _ => false,
    };

    /// <summary>A part in the author's words.</summary>
    /// <param name="part">The part.</param>
    public static string Words(Formula part) => part.Origin is { } origin
        ? $"`{(part is Literal { IsNegated: true } ? "not " : "")}{Places.Text(origin.Span)}`"
        : "the restriction to events of the other branches";

    /// <summary>Why a question is never answered with yes, or with no; null when it may be.</summary>
    /// <param name="part">The question.</param>
    /// <param name="kinds">The events it is asked for.</param>
    public static Impossible? Explain(Formula part, IEnumerable<EventKind> kinds)
    {
        if (part is not Literal { IsNegated: false } literal)
        {
            return null;
        }

        if (literal.Check is { } check && check.Predicate is TextPredicate text)
        {
            var reasons = text.Values.Select(value => KnownValues.WhyNever(check.Field, text.Test, value)).ToList();
            if (reasons.Count > 0 && reasons.TrueForAll(reason => reason is not null))
            {
                return reasons[0];
            }
        }

        List<EventKind> asked = [.. kinds];
        if (literal.Atom is BoundCheck { Field: var field } && asked.Count > 0
            && asked.TrueForAll(kind => kind.IsMissing(literal)))
        {
            return new Impossible(
                $"`{field.Name}` is missing in every {Names(asked)} event",
                "compare a field that these events have, or name the events that have it in `evt.type`");
        }

        return null;
    }

    /// <summary>Names of events for a sentence: <c>open, openat or openat2</c>.</summary>
    /// <param name="kinds">The events.</param>
    public static string Names(IReadOnlyCollection<EventKind> kinds)
    {
        List<string> names = [.. kinds.Select(kind => $"`{kind.Name}`").Take(NamesShown)];
        return kinds.Count > NamesShown ? string.Join(", ", names) + " and other"
            : names.Count > 1 ? string.Join(", ", names.SkipLast(1)) + " or " + names[^1]
            : names.FirstOrDefault() ?? "";
    }
}

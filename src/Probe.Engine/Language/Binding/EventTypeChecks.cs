using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Checks on <c>evt.type</c>, bound specially: values must be names of events, equality becomes a set of event types
/// that decides under which events a rule is filed and is folded away there.
/// </summary>
internal static class EventTypeChecks
{
    // The end of a process is the one event that no system call makes; syscall.type is missing for it.
    private static readonly EventTypeSet Syscalls =
        EventTypeSet.Of([EventTable.NameId(EventType.Procexit)]).Inverted();

    /// <summary>Whether an operand is the event's type, or is made from it.</summary>
    /// <param name="operand">An operand; null is none.</param>
    public static bool IsEventType(OperandSyntax? operand) => operand switch
    {
        FieldSyntax field => field.Name is "evt.type" or "syscall.type",
        TransformerSyntax transformer => transformer.Arguments.Any(IsEventType),
        ListSyntax { IsArgument: true } list => list.Items.Any(IsEventType),
        _ => false,
    };

    /// <summary>
    /// Binds a check; null when it is one that texts are bound by, once its values are known to be events.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="options">How to understand conditions.</param>
    public static BoundNode? TryBind(CheckSyntax check, LanguageOptions options)
    {
        if (check.Left is not FieldSyntax || check.Right is TransformerSyntax)
        {
            Throw.Language(check.Span, "the event type compares with names of events only, without transformers");
        }

        var values = check.Right switch
        {
            null => [],
            LiteralSyntax literal => [literal.Token],
            ListSyntax list => list.Items.Select(item => ((LiteralSyntax)item).Token).ToList(),
            _ => [],
        };
        bool isEquality = check.Operator.Spelling is "=" or "==" or "!=" or "in" or "intersects";
        if (isEquality || options.Strict)
        {
            RequireNames(values);
        }

        var known = check.Left is FieldSyntax { Name: "syscall.type" } ? Syscalls : EventTypeSet.All;
        if (check.Right is null)
        {
            return new BoundTypeCheck(known);
        }

        if (!isEquality || check.Modifier is not null)
        {
            return null;
        }

        var types = EventTypeSet.Of(values.Select(value => EventTable.TryFindName(value.Text, out int id) ? id : -1));
        return new BoundTypeCheck((check.Operator.IsNegation ? types.Inverted() : types).And(known));
    }

    private static void RequireNames(List<Token> values)
    {
        foreach (var value in values)
        {
            if (!EventTable.TryFindName(value.Text, out _))
            {
                Throw.Unknown(
                    value.Span,
                    $"unknown event type `{value.Text}`",
                    LanguageErrorKind.UnknownEventType,
                    value.Text,
                    Enumerable.Range(0, EventTable.NamesCount).Select(EventTable.Name));
            }
        }
    }
}

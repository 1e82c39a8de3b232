using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Checks on <c>evt.type</c>, bound specially: values must be names of events, and the check becomes a set of event
/// types that decides under which events a rule is filed and is folded away there.
/// </summary>
internal static class EventTypeChecks
{
    private const string EventType = "evt.type";

    // It is missing for events that no system call makes.
    private const string SyscallType = "syscall.type";

    private static readonly EventTypeSet Syscalls =
        EventTypeSet.Of(Enumerable.Range(0, EventTable.NamesCount).Where(id => !EventNames.IsSyscall(id))).Inverted();

    /// <summary>
    /// The events that a check names, as Falco reckons; null for a check that restricts nothing. Refuses names of no
    /// event, and comparisons that Falco cannot reckon with.
    /// </summary>
    /// <param name="check">Any check.</param>
    public static EventTypeSet? Named(CheckSyntax check)
    {
        bool isEquality = check.Operator.Spelling is "=" or "==" or "!=" or "in" && check.Modifier is null;
        if (!IsEventType(check.Left))
        {
            bool isDecisive = isEquality || check.Right is null;
            return isDecisive && IsMadeOfEventType(check.Left) ? Refuse(check) : null;
        }

        var values = Values(check.Right);
        RequireNames(check, values);
        return check.Right switch
        {
            null => EventTypeSet.All,
            TransformerSyntax when isEquality => Refuse(check),
            _ when isEquality => Of(values, check.Operator.IsNegation),
            _ => null,
        };
    }

    /// <summary>Binds a check on the event's type; null when it is none, or is bound like one on any text.</summary>
    /// <param name="check">Any check.</param>
    /// <param name="options">How to understand conditions.</param>
    public static BoundNode? TryBind(CheckSyntax check, LanguageOptions options)
    {
        var named = Named(check);
        if (!IsEventType(check.Left))
        {
            return null;
        }

        named = options.Strict || named is null ? named : LaterCalls.Join(named);
        named ??= options.Strict ? null : Fitting(check, options);
        bool isOfSyscalls = check.Left is FieldSyntax { Name: SyscallType };
        return named is null ? null : new BoundTypeCheck(isOfSyscalls ? named.And(Syscalls) : named);
    }

    /// <summary>
    /// The events whose names pass a test: <c>evt.type startswith open</c>. Falco judges such a check on every event.
    /// </summary>
    private static EventTypeSet? Fitting(CheckSyntax check, LanguageOptions options)
    {
        bool isTest = check.Modifier is null && check.Right is LiteralSyntax or ListSyntax
            && check.Operator.Kinds.HasFlag(ValueKinds.Text);
        var question = isTest ? check.Operator.Predicate!(FieldType.Text, Values(check.Right), options) : null;
        if (question is not TextPredicate test)
        {
            return null;
        }

        var matcher = TextMatcher.Create(test.Test, test.Values);
        return EventTypeSet.Of(Enumerable.Range(0, EventTable.NamesCount)
            .Where(id => matcher.Matches(Encoding.ASCII.GetBytes(EventTable.Name(id)))));
    }

    private static EventTypeSet Of(List<Token> values, bool isNegated)
    {
        var types = EventTypeSet.Of(
            values.Select(value => EventTable.TryFindName(value.Text, out int id) ? id : -1).Where(id => id >= 0));
        return isNegated ? types.Inverted() : types;
    }

    private static bool IsEventType(OperandSyntax operand) => operand is FieldSyntax { Name: EventType or SyscallType };

    private static bool IsMadeOfEventType(OperandSyntax operand) => operand switch
    {
        TransformerSyntax transformer => transformer.Arguments.Any(IsMadeOfEventType),
        ListSyntax list => list.Items.Any(IsMadeOfEventType),
        _ => IsEventType(operand),
    };

    private static List<Token> Values(OperandSyntax? right) => right switch
    {
        LiteralSyntax literal => [literal.Token],
        ListSyntax list => [.. list.Items.Select(item => ((LiteralSyntax)item).Token)],
        _ => [],
    };

    private static EventTypeSet? Refuse(CheckSyntax check)
    {
        Throw.Language(check.Span, "the event type compares with names of events only, without transformers");
        return null;
    }

    // Falco looks at the names that evt.type is compared with, whatever the operator, and at no others.
    private static void RequireNames(CheckSyntax check, List<Token> values)
    {
        if (check.Left is FieldSyntax { Name: SyscallType })
        {
            return;
        }

        foreach (var value in values.Where(value => !EventTable.TryFindName(value.Text, out _)))
        {
            Throw.Unknown(
                value.Span,
                $"unknown event type `{value.Text}`",
                LanguageErrorKind.UnknownEventType,
                value.Text,
                Enumerable.Range(0, EventTable.NamesCount).Where(EventNames.IsSeen).Select(EventTable.Name));
        }
    }
}

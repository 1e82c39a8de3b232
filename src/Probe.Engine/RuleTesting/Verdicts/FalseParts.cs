using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Engine.RuleTesting.Verdicts;

/// <summary>
/// Finds what of a condition is false for an event: each check is compiled and asked by itself. Slow, and only done to
/// explain a failure.
/// </summary>
internal static class FalseParts
{
    private const int ValuesMax = 8;

    /// <summary>What is false; null when the condition holds.</summary>
    /// <param name="condition">A bound condition.</param>
    /// <param name="context">The event.</param>
    public static FalsePart? Of(BoundNode condition, in EventContext context) =>
        Find(Simplify.For(condition, context.Event.Type), context);

    /// <summary>How many checks are to blame: of two events the one with fewer is nearer to an alert.</summary>
    /// <param name="part">What is false.</param>
    public static int Count(FalsePart part) => part.Parts.Count == 0 ? 1 : part.Parts.Sum(Count);

    private static FalsePart? Find(BoundNode node, in EventContext context)
    {
        switch (node)
        {
            case BoundGroup group:
                return OfGroup(group.Connective, group.Children, context);

            // Several questions about one value, joined when the condition was simplified.
            case BoundCheck { Predicate: GroupPredicate group, Quantifier: Quantifier.One } check:
                return OfGroup(
                    group.Connective, [.. group.Children.Select(one => check with { Predicate = one })], context);

            default:
                context.Node.Scratch.Reset();
                return Compiler.Compile(node)(context)
                    ? null
                    : new FalsePart(Words(BoundOutline.Of(node)), Found(node, context), []);
        }
    }

    private static FalsePart? OfGroup(Connective connective, IReadOnlyList<BoundNode> children, in EventContext context)
    {
        var parts = new List<FalsePart>();
        foreach (var child in children)
        {
            if (Find(child, context) is { } part)
            {
                parts.Add(part);
            }
            else if (connective == Connective.Or)
            {
                return null;
            }
        }

        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ when connective == Connective.And => new FalsePart("all of", null, parts),
            _ => new FalsePart("any of", null, parts),
        };
    }

    private static string Words(ConditionTree tree) => tree.Parts.Count == 0
        ? tree.Line(ValuesMax)
        : $"{tree.Text} ({string.Join(", ", tree.Parts.Select(Words))})";

    private static string? Found(BoundNode node, in EventContext context) => node switch
    {
        BoundCheck check => Value(check.Field, context),
        BoundComparison comparison => $"{Value(comparison.Left, context)} and {Value(comparison.Right, context)}",
        _ => null,
    };

    private static string Value(Field field, in EventContext context)
    {
        var buffer = new ByteBuffer();
        context.Node.Scratch.Reset();
        return FieldPrinter.OfChecked(field).TryWriteText(context, buffer)
            ? Encoding.UTF8.GetString(buffer.Written)
            : "<NA>";
    }
}

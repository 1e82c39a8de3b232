using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>An asterisk where the operator takes it for a character.</summary>
internal static class LiteralPatterns
{
    private static readonly HashSet<string> Named =
        ["proc.name", "proc.pname", "fd.filename", "fd.directory", "user.name", "group.name"];

    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            foreach (var (check, bound) in rule.Checks)
            {
                if (bound is BoundCheck { Field: var field, Predicate: var predicate } && IsName(field)
                    && Test(predicate) is TextTest.Equal or TextTest.Prefix or TextTest.Suffix or TextTest.Contains)
                {
                    Visit(context, rule, check);
                }
            }
        }
    }

    private static void Visit(LintContext context, LintedRule rule, CheckSyntax check)
    {
        if (check.Operator.Spelling is "glob" or "regex")
        {
            return;
        }

        foreach (var value in check.Constants.Where(value => value.Token.Text.Contains('*')))
        {
            context.Tell(
                rule,
                context.PlaceOf(rule, value),
                $"`*` means itself behind `{check.Operator.Spelling}`: only a name with an asterisk in it matches",
                $"write `{Places.Text(check.Left.Span)} glob {value.Token.Text}`, or `pmatch` for a list of paths");
        }
    }

    // Command lines and arguments do hold asterisks.
    private static bool IsName(Field field) => field.Type == FieldType.Path || Named.Contains(field.Name)
        || field.Name.StartsWith("container.", StringComparison.Ordinal)
        || field.Name.StartsWith("k8s.", StringComparison.Ordinal);

    private static TextTest? Test(Predicate predicate) => predicate switch
    {
        TextPredicate text => text.Test,
        NotPredicate { Inner: TextPredicate text } => text.Test,
        _ => null,
    };
}

using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Networks and ranges where Falco takes addresses, and addresses where it takes networks.</summary>
internal static class NetworksInAddresses
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            foreach (var (check, bound) in rule.Checks)
            {
                if (bound is BoundCheck { Field: var field } && field.Type.IsAddress()
                    && check.Left is FieldSyntax left)
                {
                    Visit(context, rule, check, left, field.Type);
                }
            }
        }
    }

    private static void Visit(
        LintContext context, LintedRule rule, CheckSyntax check, FieldSyntax left, FieldType type)
    {
        bool isNetwork = type == FieldType.IpNetwork;
        var values = check.Constants;
        if (values.FirstOrDefault(value => value.Token.Text.Contains('/') == !isNetwork || IsRange(value))
            is not { } odd)
        {
            return;
        }

        string text = odd.Token.Text;
        string other = left.Name switch
        {
            "fd.sip" => "fd.snet",
            "fd.cip" => "fd.cnet",
            "fd.lip" => "fd.lnet",
            "fd.rip" => "fd.rnet",
            "fd.ip" => "fd.net",
            _ => left.Name,
        };
        string written = Places.Text(check.Span).Replace(left.Name, other, StringComparison.Ordinal);
        bool needsLength = isNetwork || values.Any(value => !value.Token.Text.Contains('/'));
        string fix = IsRange(odd) ? "write the range as networks and compare `" + other + "`"
            : isNetwork ? "write a single address with its length, `/32` or `/128`"
            : $"write `{written}`" + (needsLength ? ", single addresses with their length, `/32` or `/128`" : "");
        context.Tell(
            rule,
            context.PlaceOf(rule, check),
            $"`{text}` is no {(isNetwork ? "network" : "address")}: the check works here, but Falco takes only "
            + $"{(isNetwork ? "networks" : "addresses")} for `{left.Name}` and refuses the file",
            fix);
    }

    private static bool IsRange(LiteralSyntax value) => value.Token.Text.Contains('-');
}

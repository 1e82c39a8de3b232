using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>
/// Rules over the macro <c>outbound</c>: Falco's own leaves out servers in private networks, which is where pods and
/// services are. Tells those that mean more here, and those that ask for ports in vain.
/// </summary>
internal static class PrivateDestinations
{
    private const string Macro = "outbound";

    private static readonly string[] Networks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    private static readonly AddressPredicate Private = new([.. Networks.Select(Range)]);
    private static readonly HashSet<string> Ports = ["fd.sport", "fd.rport", "fd.port"];

    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules.Where(rule => rule.Dead.Count == 0))
        {
            if (!rule.Compiled.Condition.UsedMacros.Contains(Macro) || Server(rule.Formula) is not { } server)
            {
                continue;
            }

            var inside = new Literal(server with { Predicate = Private }, IsNegated: false);
            var place = context.Macros[Macro].Span;
            if (!Conjunctions.AreImpossible([.. rule.Conjuncts, inside], rule.Kinds))
            {
                context.Tell(
                    rule,
                    context.PlaceOfMacro(rule, Macro),
                    $"`{Macro}` holds for servers in private networks here ({place.File.Name}:{place.Line}); Falco's "
                    + "own macro of this name leaves them out, and with it the rule sees nothing of what stays inside "
                    + "the cluster",
                    $"take your own definition of `{Macro}` along when the rule is to run in Falco");
            }
            else if (AsksPort(rule.Formula))
            {
                context.Tell(
                    rule,
                    context.PlaceOfMacro(rule, Macro),
                    $"`{Macro}` ({place.File.Name}:{place.Line}) leaves out servers in private networks: the rule sees "
                    + "no connection to a pod or service of the cluster on this port",
                    "write `evt.type in (connect, sendto, sendmsg)` instead, or define the macro without that "
                    + "exclusion, if such connections matter");
            }
        }
    }

    // A check of the server's address, to ask more of the same field.
    private static BoundCheck? Server(Formula formula) => formula switch
    {
        Literal { Subject: "fd.sip", Check: { } check } => check,
        Junction junction => junction.Parts.Select(Server).FirstOrDefault(check => check is not null),
        _ => null,
    };

    private static bool AsksPort(Formula formula) => formula switch
    {
        Literal { IsNegated: false, Check: { } check } =>
            Ports.Contains(check.Field.Name) && check.Predicate is NumberSetPredicate,
        Junction junction => junction.Parts.Any(AsksPort),
        _ => false,
    };

    private static AddressRange Range(string network) =>
        AddressParser.TryNetwork(network, allowsAllOfV6: false, out var range, out _)
            ? range
            : throw new System.Diagnostics.UnreachableException();
}

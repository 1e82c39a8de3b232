using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Facts;
using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>
/// Rules that hold for files which every pod or node opens all the time. Each such open, by an ordinary process, is put
/// against the condition: what is asked of the file is answered, what is asked of container, pod and user may be so,
/// and whatever else a rule asks for an ordinary process has not.
/// </summary>
internal static class Floods
{
    private static readonly string[] Free = ["container.", "k8s.", "user.", "group."];

    private static readonly HashSet<string> OfFile =
        ["fd.name", "fd.nameraw", "fd.directory", "fd.filename", "evt.arg.name", "evt.arg.path", "evt.args"];

    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules.Where(rule => rule.Dead.Count == 0))
        {
            var kind = rule.Kinds.FirstOrDefault(kind => kind.Type is EventType.Openat);
            bool isForAll = rule.Compiled.Condition.EventTypes.IsAll;
            if (kind.Type is null || isForAll || AlwaysHolds(kind, rule))
            {
                continue;
            }

            var told = new HashSet<ConditionSyntax?>(ReferenceEqualityComparer.Instance);
            foreach (var open in CommonOpens.All)
            {
                Visit(context, rule, kind.Fold(rule.Formula), open, told);
            }
        }
    }

    private static bool AlwaysHolds(EventKind kind, LintedRule rule) =>
        Contradiction.IsIn(kind.Fold(rule.Formula).Negated());

    private static void Visit(
        LintContext context, LintedRule rule, Formula formula, CommonOpen open, HashSet<ConditionSyntax?> told)
    {
        var facts = new Dictionary<string, Literal>();
        if (Contradiction.IsIn([Assume(formula, open, facts), .. facts.Values]))
        {
            return;
        }

        List<ConditionSyntax> culprits = [.. Culprits(formula, open).Distinct()];
        var culprit = culprits.FirstOrDefault();
        if (!told.Add(culprit))
        {
            return;
        }

        string verb = open.IsWrite ? "is written" : "is read";
        if (culprit is null)
        {
            context.Tell(
                rule,
                context.ConditionOf(rule),
                $"the rule alerts whenever `{open.Path}` {verb}, {open.Who}",
                "add checks on what makes such an event worth an alert: the process, the file, the container");
        }
        else if (culprit is CheckSyntax { Right: { } right } && Places.Text(right.Span).Trim('"', '\'') == open.Path)
        {
            context.Tell(
                rule,
                context.PlaceOf(rule, culprit),
                $"`{open.Path}` is a file {open.Who}: alerts would flood",
                "take the file out, or add whose reads of it matter, by `proc.name` or `user.name`",
                Severity.Advice);
        }
        else
        {
            context.Tell(
                rule,
                context.PlaceOf(rule, culprit),
                $"`{Places.Text(culprit.Span)}` holds for `{open.Path}` too, {open.Who}: alerts would flood",
                $"add `and not fd.name {Except(open.Path)}`, or compare with the whole paths that are meant");
        }
    }

    // What is asked of the file becomes a fact, what no ordinary process has is answered with no.
    private static Formula Assume(Formula formula, CommonOpen open, Dictionary<string, Literal> facts)
    {
        switch (formula)
        {
            case Junction junction:
                return Formula.Join(junction.Connective, junction.Parts.Select(part => Assume(part, open, facts)));
            case Literal { Check: { Quantifier: Quantifier.One } check } literal when Fact(check, open) is { } fact:
                facts.TryAdd(literal.Subject, fact);
                return literal;
            case Literal literal when Array.Exists(
                Free, prefix => literal.Subject.StartsWith(prefix, StringComparison.Ordinal)):
                return literal;
            case Literal literal:
                return literal.IsNegated ? Formula.True : Formula.False;
            default:
                return formula;
        }
    }

    private static Literal? Fact(BoundCheck check, CommonOpen open)
    {
        Predicate? predicate = check.Field.Name switch
        {
            "fd.num" or "evt.rawres" => new NumberSetPredicate([3]),
            "evt.is_open_read" => new BooleanPredicate(!open.IsWrite),
            "evt.is_open_write" => new BooleanPredicate(open.IsWrite),
            "evt.failed" or "evt.is_open_exec" => new BooleanPredicate(false),
            _ => Text(check.Field.Name, open) is { } text
                ? new TextPredicate(TextTest.Equal, [Encoding.UTF8.GetBytes(text)])
                : null,
        };
        return predicate is null ? null : new Literal(check with { Predicate = predicate }, IsNegated: false);
    }

    private static string? Text(string field, CommonOpen open) => field switch
    {
        "fd.name" or "fd.nameraw" or "evt.arg.name" => open.Path,
        "fd.directory" => open.Path[..open.Path.LastIndexOf('/')],
        "fd.filename" => open.Path[(open.Path.LastIndexOf('/') + 1)..],
        "fd.type" => "file",
        "fd.typechar" => "f",
        "evt.res" => "SUCCESS",
        "evt.dir" => "<",
        "evt.category" => "file",
        "proc.name" or "proc.cmdline" or "proc.vpgid.name" or "proc.pgid.name" or "proc.sname" => "server",
        "proc.exe" or "proc.exepath" or "proc.exeline" => "/app/server",
        "proc.pname" => "containerd-shim",
        "proc.pexepath" => "/usr/bin/containerd-shim-runc-v2",
        _ => null,
    };

    /// <summary>The checks of the file's name that let the open through.</summary>
    private static IEnumerable<ConditionSyntax> Culprits(Formula formula, CommonOpen open) => formula switch
    {
        Junction junction => junction.Parts.SelectMany(part => Culprits(part, open)),
        Literal { IsNegated: false, Check: { Predicate: not ConstantPredicate } check, Origin: { } origin } literal
            when OfFile.Contains(check.Field.Name) && Fact(check, open) is { } fact
            && FieldTheory.MayHold([literal, fact]) => [origin],
        _ => [],
    };

    // /var/run is a link to /run in many images, and a directory in others.
    private static string Except(string path) => path.Contains("/secrets/kubernetes.io/", StringComparison.Ordinal)
        ? "contains /secrets/kubernetes.io/"
        : $"= {path}";
}

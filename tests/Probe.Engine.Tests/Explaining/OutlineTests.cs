using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Conformance;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Explaining;

/// <summary>Outlines of conditions: as written, and as they are judged.</summary>
public class OutlineTests
{
    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("proc.name", "cat"),
        FakeFields.Text("proc.pname", "sh"),
        FakeFields.Text("fd.name", "/etc/passwd", FieldType.Path),
        FakeFields.Text("evt.buffer", [1, 2], FieldType.Bytes),
        FakeFields.Text("evt.type", "open"),
        FakeFields.Number("proc.pid", FieldType.Pid, 42),
        FakeFields.Number("evt.size", FieldType.UInt64, 1),
        FakeFields.Boolean("evt.failed", false),
        FakeFields.Double("evt.share", 0.5),
        FakeFields.Address("fd.sip", FieldType.IpAddress, "10.0.0.1"),
        FakeFields.Address("fd.snet", FieldType.IpNetwork, "10.0.0.1"),
        FakeFields.Texts("proc.args", ["a", "b"], FieldShape.List),
        FakeFields.Texts("proc.aname", ["sh"], FieldShape.Any),
        FakeFields.Numbers("fd.port", FieldType.Port, [80], FieldShape.AnyNoneUnequal),
    ]);

    [Theory]
    [InlineData("proc.name = cat", "proc.name = cat")]
    [InlineData("proc.name = cat or proc.name in (a, 'b c')", "proc.name in (cat, a, \"b c\")")]
    [InlineData("not proc.name in (a, b) and not proc.name = c", "not proc.name in (a, b, c)")]
    [InlineData("proc.name != a", "proc.name != a")]
    [InlineData("not proc.name != a", "not proc.name != a")]
    [InlineData("proc.name exists", "proc.name exists")]
    [InlineData("not proc.name exists", "not proc.name exists")]
    [InlineData("fd.name startswith /a or fd.name startswith /b", "fd.name startswith anyof (/a, /b)")]
    [InlineData("fd.name glob /etc/*", "fd.name startswith /etc/")]
    [InlineData("fd.name pmatch (/etc, /usr)", "fd.name pmatch (/etc, /usr)")]
    [InlineData("evt.buffer bcontains cafe", "evt.buffer bcontains cafe")]
    [InlineData("proc.pid < 10 and proc.name = a", "all of [proc.pid < 10; proc.name = a]")]
    [InlineData("evt.size = 18446744073709551615", "evt.size = 18446744073709551615")]
    [InlineData("evt.failed = true and not evt.share > 1", "all of [evt.failed = true; not evt.share > 1]")]
    [InlineData("fd.sip in (10.0.0.0/8, 1.2.3.4, 1.0.0.1-1.0.0.5)",
        "fd.sip in (10.0.0.0/8, 1.2.3.4, 1.0.0.1-1.0.0.5)")]
    [InlineData("fd.snet in (0.0.0.0/0, 1.2.3.4/32)", "fd.snet in (0.0.0.0/0, 1.2.3.4/32)")]
    [InlineData("proc.args in (a, b) and proc.args intersects (c)",
        "all of [proc.args in (a, b); proc.args intersects (c)]")]
    [InlineData("not proc.args intersects (c)", "not proc.args intersects (c)")]
    [InlineData("proc.aname = sh and not proc.aname = zsh", "all of [proc.aname = sh; not proc.aname = zsh]")]
    [InlineData("fd.port != 80 and not fd.port = 443", "all of [fd.port != 80; not fd.port = 443]")]
    [InlineData("proc.name startswith oneof (a, b)", "proc.name startswith oneof (a, b)")]
    [InlineData("proc.name = val(proc.pname)", "proc.name = val(proc.pname)")]
    [InlineData("not (proc.name = a or (proc.pid = 1 and proc.name = b))",
        "all of [not proc.name = a; any of [not proc.pid = 1; not proc.name = b]]")]
    [InlineData("evt.type = open and not evt.type in (close, openat)",
        "all of [evt.type in (open); not evt.type in (close, openat)]")]
    [InlineData("proc.pid = 1 and not proc.name in ()", "proc.pid = 1")]
    [InlineData("evt.type != open", "not evt.type in (open)")]
    [InlineData("toupper(proc.name) = CAT", "toupper(proc.name) = CAT")]
    [InlineData("not proc.name in (sh, b) and not proc.pname startswith c and fd.name = /etc/x",
        "all of [fd.name = /etc/x; not proc.pname startswith c; not proc.name in (sh, b)]")]
    [InlineData("proc.name = sh or not proc.pname = sh", "any of [not proc.pname = sh; proc.name = sh]")]
    [InlineData("not proc.name = a and (proc.pid = 1 or fd.name = /x)",
        "all of [any of [proc.pid = 1; fd.name = /x]; not proc.name = a]")]
    [InlineData("(proc.pid = 1 and proc.name = a) or (fd.name = /x and proc.pid = 1)",
        "all of [proc.pid = 1; any of [proc.name = a; fd.name = /x]]")]
    [InlineData("(proc.pid = 1 and proc.name = a) or (proc.pid = 1 and proc.name = b)",
        "all of [proc.pid = 1; proc.name in (a, b)]")]
    [InlineData("proc.pid = 1 or (proc.pid = 1 and proc.name = b)", "proc.pid = 1")]
    public void WhatIsJudgedIsWrittenInTheLanguage(string condition, string expected) =>
        Assert.Equal(expected, OneLine(Judged(condition, Fields)));

    [Fact]
    public void WhatTheAuthorWroteKeepsItsShapeAndNamesItsMacros()
    {
        var names = new NameScope();
        names.Macros["inner"] = "proc.pid > 1 or proc.name in (shells)";
        names.Macros["outer"] = "inner";
        names.Lists["shells"] = ["sh", "bash"];
        var syntax = ConditionLanguage.Expand(
            "evt.type = open and not outer and not (proc.name = a and proc.pid = 2)", names, new LanguageOptions());
        var tree = SyntaxOutline.Of(syntax);
        Assert.Equal(
            "all of [evt.type = open; not [any of [proc.pid > 1; proc.name in (sh, bash)]]; "
                + "not all of [proc.name = a; proc.pid = 2]]",
            OneLine(tree));
        Assert.Equal(["outer", "inner"], tree.Parts[1].Parts[0].Macros);
        Assert.Equal("proc.name in (sh, ... 1 more)", tree.Parts[1].Parts[0].Parts[1].Line(1));
    }

    [Fact]
    public void OutlinesOfTheOfficialRulesReadBackAsTheSameRules()
    {
        var report = new RuleReport();
        var files = RulePaths.Read([SharedFiles.Path("fixtures", "falco-rules")], report);
        var fields = FalcoFields.Table(withContainers: true);
        bool isLoaded = RuleSet.TryLoad(files, fields, new RuleSetOptions(), report, out var rules, out var items);
        Assert.True(isLoaded, string.Join('\n', report.Errors));
        var explainer = new RuleExplainer(items, rules!);
        Assert.All(rules!.Rules, rule =>
        {
            var explanation = explainer.Explain(rule);
            string expected = Sorted(explanation.Simplified);
            Assert.Equal(expected, Sorted(Judged(Condition(explanation.Expanded), fields)));

            // A rule over an empty list never holds, which no condition says.
            if (expected != "never")
            {
                Assert.Equal(expected, Sorted(Judged(Condition(explanation.Simplified), fields)));
            }
        });
    }

    private static ConditionTree Judged(string condition, FieldTable fields)
    {
        bool isBound = ConditionLanguage.TryBind(
            condition, new NameScope(), fields, new LanguageOptions(), out var bound, out var error);
        Assert.True(isBound, $"{condition}: {error?.Message}");
        return BoundOutline.Of(Simplify.ForAnyEvent(bound!.Root));
    }

    private static string OneLine(ConditionTree tree) =>
        tree.Parts.Count == 0 ? tree.Line() : $"{tree.Line()} [{string.Join("; ", tree.Parts.Select(OneLine))}]";

    // The order of checks that cost the same follows from the order in which they are written.
    private static string Sorted(ConditionTree tree) => tree.Parts.Count == 0
        ? tree.Values is null
            ? tree.Text
            : $"{tree.Text} ({string.Join(", ", tree.Values.Order(StringComparer.Ordinal))})"
        : $"{tree.Text} [{string.Join("; ", tree.Parts.Select(Sorted).Order(StringComparer.Ordinal))}]";

    private static string Condition(ConditionTree tree) => tree.Text switch
    {
        "all of" => Joined(tree, " and "),
        "any of" => Joined(tree, " or "),
        "not all of" => "not " + Joined(tree, " and "),
        "none of" => "not " + Joined(tree, " or "),
        "not" => "not " + Condition(tree.Parts[0]),
        _ => tree.Line(),
    };

    private static string Joined(ConditionTree tree, string word) =>
        $"({string.Join(word, tree.Parts.Select(Condition))})";
}

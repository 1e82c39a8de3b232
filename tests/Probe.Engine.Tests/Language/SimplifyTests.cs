using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>
/// Random trees over checks of every sort. The simplified and compiled tree must answer as the checks do one by one,
/// joined by plain logic.
/// </summary>
public class SimplifyTests
{
    private const int DepthMax = 5;

    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("t.a", "abc"),
        FakeFields.Text("t.none", (string?)null),
        FakeFields.Number("t.n", FieldType.UInt32, 5),
        FakeFields.Number("t.nonum", FieldType.Int64, null),
        FakeFields.Address("t.ip", FieldType.IpAddress, "10.0.0.1"),
        FakeFields.Addresses("t.ends", FieldType.IpAddress, ["10.0.0.1", "10.0.0.2"], FieldShape.AnyNoneUnequal),
        FakeFields.Texts("t.anc", ["x", "y"], FieldShape.Any),
        FakeFields.Texts("t.noanc", null, FieldShape.Any),
        FakeFields.Texts("t.list", ["x", "y"]),
        FakeFields.Texts("t.empty", []),
        FakeFields.Texts("t.nolist", null),
        FakeFields.Boolean("t.yes", true),
    ]);

    private static readonly string[] Checks =
    [
        "t.a = abc", "t.a = x", "t.a != abc", "t.a != y", "t.a in (x, y, abc)", "t.a contains b", "t.a contains zz",
        "t.a startswith a", "t.a endswith a", "t.a glob a?c", "t.a regex [a-c]+", "t.a < 1", "t.a exists",
        "t.a = allof (abc, x)", "t.a != oneof (abc, x)",
        "t.none = x", "t.none != x", "t.none exists", "t.none contains a", "t.none in (a, b)",
        "t.n = 5", "t.n != 5", "t.n in (1, 2, 3)", "t.n > 4", "t.n <= 4", "t.n in ()",
        "t.nonum = 5", "t.nonum != 5", "t.nonum < 9",
        "t.ip = 10.0.0.1", "t.ip in (10.0.0.0/8, 1.1.1.1)", "t.ip != 10.0.0.0/8",
        "t.ends = 10.0.0.2", "t.ends != 10.0.0.2", "t.ends != 10.0.0.3", "t.ends in (10.0.0.9)", "t.ends exists",
        "t.anc = x", "t.anc != x", "t.anc = z", "t.noanc = x", "t.noanc != x", "t.noanc exists",
        "t.list in (x)", "t.list in (x, y)", "t.list intersects (y)", "t.list intersects (z)", "t.list exists",
        "t.empty in (x)", "t.empty intersects (x)", "t.empty exists", "t.nolist in (x)", "t.nolist exists",
        "t.yes = true", "t.yes != true", "t.yes in (true, false)",
        "t.a = val(t.none)", "t.a = val(t.a)", "t.a != val(t.a)", "t.list intersects val(t.list)",
        "tolower(t.a) = abc", "len(t.a) > 3",
    ];

    private static readonly Dictionary<string, bool> Answers = Checks.ToDictionary(c => c, Judge);

    [Fact]
    public void CompiledConditionsAnswerAsTheirPartsDo() =>
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            var (text, expected) = Tree(random, DepthMax);
            return Judge(text) == expected;
        }, iter: 600);

    [Fact]
    public void EachCheckAndItsNegationDisagree() =>
        Assert.All(Checks, check => Assert.NotEqual(Judge(check), Judge($"not {check}")));

    private static (string Text, bool Answer) Tree(Random random, int depth)
    {
        int kind = depth == 0 ? 0 : random.Next(5);
        if (kind == 0)
        {
            string check = Checks[random.Next(Checks.Length)];
            return (check, Answers[check]);
        }

        if (kind == 1)
        {
            var (text, answer) = Tree(random, depth - 1);
            return ($"not ({text})", !answer);
        }

        bool isOr = kind % 2 == 0;
        var children = Enumerable.Range(0, random.Next(2, 5)).Select(_ => Tree(random, depth - 1)).ToList();
        return (
            "(" + string.Join(isOr ? " or " : " and ", children.Select(c => c.Text)) + ")",
            isOr ? children.Exists(c => c.Answer) : children.TrueForAll(c => c.Answer));
    }

    private static bool Judge(string text)
    {
        bool binds = ConditionLanguage.TryBind(
            text, new NameScope(), Fields, new LanguageOptions(), out var condition, out var error);
        Assert.True(binds, $"{text}: {error}");
        var context = new EventContext(default, ThreadInfo.Unknown, new NodeState(), number: 1, result: 0);
        return ConditionLanguage.Compile(condition!)(context);
    }
}

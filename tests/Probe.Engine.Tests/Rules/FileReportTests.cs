using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reporting;
using KosmosProbe.Engine.Rules.Schemas;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class FileReportTests
{
    private const string Misspelt = """
        - rule: r
          desc: d
          condition: >
            evt.type = open
            and proc.nmae = cat
          output: o
          priority: info
        """;

    [Fact]
    public void AnErrorLeadsFromTheFileToTheWords() => Assert.Equal(
        """
        a.yaml: Invalid
        3 Schema warnings:
        ------
        failed for <root>[0][priority]: Failed to match against any enum values.
        ------
        failed for <root>[0]: Failed to validate against schema associated with property name 'priority'.
        ------
        failed for <root>: Failed to validate item #0 in array.
        ------
        1 Errors:
        In rules content: (a.yaml:0:0)
            rule 'r': (a.yaml:0:2)
            rule condition: (a.yaml:2:13)
            condition expression: ("evt.type = open a...":3:34)
        ------
            and proc.nmae = cat
                ^^^^^^^^^
        ------
        LOAD_ERR_COMPILE_CONDITION (Error compiling condition): unknown field `proc.nmae`, did you mean `proc.name`?
          at a.yaml:5:9

        """.ReplaceLineEndings("\n"),
        ResultText.Full(Result(Misspelt)));

    [Fact]
    public void TheSameInJsonHasFalcosKeysAndOurs()
    {
        using var document = JsonDocument.Parse(Json(Result(Misspelt)));
        var root = document.RootElement;
        Assert.Equal(
            ["errors", "name", "schema_valid", "schema_warnings", "successful", "warnings"],
            root.EnumerateObject().Select(member => member.Name));
        var error = Assert.Single(root.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ["code", "codedesc", "context", "did_you_mean", "message", "place"],
            error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"item_name":"r","item_type":"rule","position":{"column":2,"line":0,"name":"a.yaml","offset":2}}""",
            error.GetProperty("context").GetProperty("locations")[1].GetRawText());
        Assert.Equal(
            """{"column":9,"file":"a.yaml","length":9,"line":5}""", error.GetProperty("place").GetRawText());
        Assert.Equal("proc.name", error.GetProperty("did_you_mean").GetString());
    }

    [Fact]
    public void AnErrorInAMacroNamesRuleAndMacro()
    {
        string text = ResultText.Full(Result(
            """
            - macro: m
              condition: proc.nmae = cat
            - rule: r
              desc: d
              condition: evt.type = open and m
              output: o
              priority: INFO
            """));
        Assert.Contains(
            """
                rule 'r': (a.yaml:2:2)
                rule condition: (a.yaml:4:13)
                macro 'm': (a.yaml:0:2)
                macro condition: (a.yaml:1:13)
                condition expression: ("proc.nmae = cat":2:14)
            """.ReplaceLineEndings("\n"),
            text);
        Assert.EndsWith("  at a.yaml:2:14\n", text);
    }

    [Fact]
    public void ALoopOfMacrosIsToldOnce()
    {
        string said = RuleTexts.Load(
            """
            - {macro: a, condition: b}
            - {macro: b, condition: c}
            - {macro: c, condition: a}
            - {rule: r, desc: d, condition: evt.type = open and b, output: o, priority: INFO}
            - {rule: s, desc: d, condition: evt.type = open and c, output: o, priority: INFO}
            """);
        Assert.Equal(2, said.Split("uses itself").Length);
    }

    [Theory]
    [InlineData("- rule: \"a\\x1b[31mb\"\n  desc: d\n", @"rule 'a\x1b[31mb'")]
    [InlineData("- rule: r\n  de\\x07sc: d\n  condition: \0\u0001\n", @"\x01")]
    public void ControlCharactersAreShownEscaped(string text, string shown)
    {
        string said = ResultText.Full(Result(text));
        Assert.Contains(shown, said);
        Assert.DoesNotContain(said, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void LongLinesAreCutAroundTheWords()
    {
        string padding = string.Concat(Enumerable.Repeat("proc.name = cat or ", 1000));
        var result = Result(
            $"- {{rule: r, desc: x, condition: evt.type=open and({padding}proc.nmae=x), output: o, priority: INFO}}");
        string[] snippet = CaretLine.Snippet(Assert.Single(result.Errors).Span!.Value).Split('\n');
        Assert.InRange(snippet[0].Length, 100, 160);
        Assert.Equal(snippet[0].IndexOf("proc.nmae", StringComparison.Ordinal), snippet[1].IndexOf('^'));
        Assert.Equal(9, snippet[1].Count(c => c == '^'));
    }

    [Fact]
    public void TheSchemaIsTheOneFalcoPrints()
    {
        string expected = File.ReadAllText(SharedFiles.Path("fixtures", "falco-output", "rule_schema.json"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(SchemaText.Rules())));
    }

    [Theory]
    [InlineData("- list: l\n  items: [a, 1]\n", "")]
    [InlineData("", "")]
    [InlineData("foo: bar", "failed for <root>: Value type not permitted by 'type' constraint.")]
    [InlineData("- {rule: r, enabled: maybe}", "failed for <root>[0][enabled]: Value type not permitted by 'type'")]
    [InlineData("- {rule: r, tags: x}", "failed for <root>[0][tags]: Value type not permitted by 'type' constraint.")]
    [InlineData("- {rule: r, exceptions: [{fields: a}]}", "failed for <root>[0][exceptions][0]: Missing required")]
    [InlineData("- {rule: r, override: {}}", "failed for <root>[0][override]: Object should have no fewer than 1")]
    [InlineData("- list: l\n  items: [[a]]\n", "failed for <root>[0][items][0]: Failed to validate against any")]
    public void SchemaWarningsNameThePath(string text, string first)
    {
        string found = SchemaCheck.Of(new RuleFile("a.yaml", text)) is [var line, ..] ? line : "";
        Assert.StartsWith(first, found);
        Assert.Equal(first.Length == 0, found.Length == 0);
    }

    [Fact]
    public void EveryCodeHasItsTexts() => Assert.All(Enum.GetValues<RuleCode>(), code =>
    {
        Assert.StartsWith(code.IsError() ? "LOAD_ERR_" : "LOAD_", code.Name());
        Assert.NotEmpty(code.Phrase());
        Assert.Equal(code.IsError(), code.Explanation() == code.Phrase());
    });

    private static FileResult Result(string text)
    {
        var report = new RuleReport();
        var file = new RuleFile("a.yaml", text.ReplaceLineEndings("\n"));
        RuleSet.TryLoad([file], RuleTexts.Fields, new RuleSetOptions(), report, out _);
        return Assert.Single(FileResult.Of([file], report));
    }

    private static string Json(FileResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            ResultJson.Write(result, writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

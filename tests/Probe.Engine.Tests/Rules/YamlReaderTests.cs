using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class YamlReaderTests
{
    [Theory]
    [InlineData("- key: plain words here\n")]
    [InlineData("- key: plain\n    over two\n    lines\n")]
    [InlineData("- key: >\n    folded and\n    proc.name = \"x\"\n\n    after a gap\n")]
    [InlineData("- key: >-  # a comment, which has words too\n      folded\n        deeper\n      back\n")]
    [InlineData("- key: |2\n    literal\n      deeper\n")]
    [InlineData("- key: 'single ''quoted'' text'\n")]
    [InlineData("- key: 'single\n    over lines'\n")]
    [InlineData("- key: \"double \\\"quoted\\\" \\\\ text\\twith \\x41 and \\u00e9 end\"\n")]
    [InlineData("- key: \"double over \\\n    lines\"\n")]
    [InlineData("- key: \"double\n    over lines\"\n")]
    [InlineData("- {key: in a flow, other: x}\n")]
    [InlineData("- key: &anchor anchored text\n")]
    [InlineData("- key: >\r\n    carriage\r\n    returns\r\n")]
    [InlineData("# comment first\n---\n- key: >\n\n    gap first\n")]
    public void EveryCharacterLeadsBackToItsPlace(string text)
    {
        var file = new RuleFile("a.yaml", text);
        var report = new RuleReport();
        Assert.True(YamlReader.TryRead(file, report, out var documents), string.Join('\n', report.All));
        Assert.True(documents[0].Items[0].TryGet("key", out var value));
        Assert.NotEmpty(value.Text.Trim());
        int last = -1;
        for (int i = 0; i < value.Text.Length; i++)
        {
            char c = value.Text[i];
            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            int offset = value.OffsetOf(i);
            Assert.True(offset > last, $"`{c}` at {i} leads to {offset}, behind {last}");
            last = offset;
            bool isEscape = text[offset] == '\\' && text[offset + 1] is 'x' or 'u' or '"' or '\\';
            Assert.True(isEscape || text[offset] == c, $"`{c}` at {i} leads to `{text[offset]}` at {offset}");
        }
    }

    [Fact]
    public void TheFirstOfTwoEqualKeysCounts()
    {
        var report = new RuleReport();
        Assert.True(YamlReader.TryRead(new RuleFile("a.yaml", "{a: 1, a: 2}"), report, out var documents));
        Assert.True(documents[0].TryGet("a", out var value));
        Assert.Equal("1", value.Text);
    }

    [Fact]
    public void AliasesStandForWhatTheyName()
    {
        var report = new RuleReport();
        Assert.True(YamlReader.TryRead(new RuleFile("a.yaml", "[&x [1, 2], *x]"), report, out var documents));
        Assert.Equal("2", documents[0].Items[1].Items[1].Text);
        Assert.False(YamlReader.TryRead(new RuleFile("b.yaml", "[*y]"), report, out _));
        Assert.Contains("b.yaml:1:2: error: not YAML: ", Assert.Single(report.All).ToString());
    }

    [Fact]
    public void SeveralDocumentsAndEmptyOnesAreRead()
    {
        var report = new RuleReport();
        Assert.True(YamlReader.TryRead(new RuleFile("a.yaml", "- a\n---\n---\n- b\n"), report, out var documents));
        Assert.Equal([YamlKind.Sequence, YamlKind.Null, YamlKind.Sequence], documents.Select(value => value.Kind));
    }
}

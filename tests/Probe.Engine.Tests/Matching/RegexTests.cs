using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Matching.Regexes;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Matching;

/// <summary>Regular expressions against the answers of RE2, and within their bounds.</summary>
public class RegexTests
{
    [Fact]
    public void AnswersAndRefusalsAreThoseOfRe2()
    {
        string[] texts = [];
        var wrong = new List<string>();
        int rows = 0;
        foreach (string line in File.ReadLines(Path.Combine(LanguageCases.Folder("regex"), "re2.cases")))
        {
            if (line.StartsWith("texts ", StringComparison.Ordinal))
            {
                texts = JsonSerializer.Deserialize<string[]>(line[6..])!;
            }
            else if (!line.StartsWith('#'))
            {
                rows++;
                string[] sides = line.Split(" => ");
                string actual = Answer(JsonSerializer.Deserialize<string>(sides[0])!, texts);
                if (actual != sides[1])
                {
                    wrong.Add($"{sides[0]}: expected {sides[1]}, got {actual}");
                }
            }
        }

        Assert.True(rows > 150);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("a.b", "61FF62", true)]
    [InlineData("a..b", "61FF62", false)]
    [InlineData("a.{2}b", "61FFFE62", true)]
    [InlineData("a.b", "61E282AC62", true)]
    [InlineData("a.b", "61E28262", true)]
    [InlineData("a.{2}b", "61C0AF62", true)]
    [InlineData("a.{3}b", "61EDA08062", true)]
    [InlineData("a\uFFFDb", "618062", true)]
    [InlineData("a[^\uFFFD]b", "618062", false)]
    [InlineData(".*", "FFFFFFFF", true)]
    [InlineData(".", "F09F9880", true)]
    [InlineData(".", "F09F98", true)]
    public void WhatIsNoUtf8CountsAsReplacementCharacters(string pattern, string bytes, bool expected) =>
        Assert.Equal(expected, Create(pattern).Matches(Convert.FromHexString(bytes)));

    [Fact]
    public void APatternThatIsNoUtf8IsRefused()
    {
        Assert.False(RegexMatcher.TryCreate([(byte)'a', 0xFF], out _, out var error));
        Assert.Equal("invalid UTF-8", error.Message);
    }

    [Theory]
    [InlineData("(((((a{9}){9}){9}){9}){9})", "invalid repetition size: {9}", 18)]
    [InlineData("ab[c-\\d]", "invalid escape sequence: \\d; write [0-9]", 5)]
    [InlineData("abc(def", "missing ): abc(def", 3)]
    [InlineData("a[b", "missing ]: [b", 1)]
    public void ErrorsSayWhere(string pattern, string message, int offset)
    {
        Assert.False(RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out _, out var error));
        Assert.Equal((message, offset), (error.Message, error.Offset));
    }

    [Theory]
    [InlineData("(.?){1000}", 41)]
    [InlineData("[a-z]{900}", 90)]
    public void WhatIsTooLargeWrittenOutIsRefused(string part, int times)
    {
        Assert.True(RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(part), out _, out _));
        string pattern = string.Concat(Enumerable.Repeat(part, times));
        Assert.False(RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out _, out var error));
        Assert.StartsWith("pattern too large", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DepthIsBoundedAndPilesOfOperatorsAreNot()
    {
        string deep = new string('(', 2000) + new string(')', 2000);
        Assert.False(RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(deep), out _, out var error));
        Assert.Equal("more than 1000 levels of parentheses", error.Message);
        string starred = string.Concat(Enumerable.Repeat("(", 900)) + "a" + string.Concat(Enumerable.Repeat(")*", 900));
        Assert.True(Create(starred).Matches("aaaa"u8));
        Assert.True(Create("a" + new string('*', 100_000)).Matches("aaaa"u8));
        Assert.True(Create("a" + string.Concat(Enumerable.Repeat("{1}", 100_000))).Matches("a"u8));
    }

    [Fact]
    public void AValueThatLeadsBeyondTheTableIsStillJudged()
    {
        // Whether the 300th byte from the end is an a takes 2^300 states to know in advance.
        var matcher = Create("(a|b)*a(a|b){299}");
        var random = new Random(7);
        for (int round = 0; round < 20; round++)
        {
            byte[] value = [.. Enumerable.Range(0, 1500).Select(_ => (byte)"ab"[random.Next(2)])];
            Assert.Equal(value[^300] == 'a', matcher.Matches(value));
        }
    }

    [Fact]
    public void SeveralThreadsMayAskAtOnce()
    {
        var matcher = Create("(a|b)*a(a|b){12}");
        Parallel.For(0, 64, seed =>
        {
            var random = new Random(seed);
            byte[] value = [.. Enumerable.Range(0, 400).Select(_ => (byte)"ab"[random.Next(2)])];
            Assert.Equal(value[^13] == 'a', matcher.Matches(value));
        });
    }

    [Fact]
    public void TimeIsLinearWhereBacktrackingWouldNotEnd()
    {
        byte[] value = [.. Enumerable.Repeat((byte)'a', 200_000)];
        foreach (string pattern in (string[])["(a*)*b", "(a|aa)+b", "(a|a)*c", "(.*)(.*)(.*)(.*)b"])
        {
            Assert.False(Create(pattern).Matches(value));
        }
    }

    private static RegexMatcher Create(string pattern)
    {
        Assert.True(RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out var matcher, out _), pattern);
        return matcher;
    }

    private static string Answer(string pattern, string[] texts) =>
        RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out var matcher, out _)
            ? string.Concat(texts.Select(text => matcher.Matches(Encoding.UTF8.GetBytes(text)) ? '1' : '0'))
            : "error";
}

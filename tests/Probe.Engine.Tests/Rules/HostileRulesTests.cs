using System.Diagnostics;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>Rules files that are made to cost time: each is answered, and soon, also on a busy machine.</summary>
public class HostileRulesTests
{
    private const string Rule = "- rule: r\n  desc: d\n  output: o\n  priority: INFO\n  condition: ";

    // Far more than it takes, and far less than it takes once work grows with the square of a file's length or worse.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AChainOfMacrosEndsWhereItIsTooLong(bool strict) => Assert.Contains(
        "more than 250 macros within one another",
        Load(strict, "- macro: m0\n  condition: proc.name = a\n"
            + Several(1, 500, i => $"- macro: m{i}\n  condition: m{i - 1}\n")
            + Rule + "m500\n"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManyMacrosAndListsDoNotSlowEachOther(bool strict) => Assert.DoesNotContain(
        "error",
        Load(strict, Several(0, 1000, i => $"- list: l{i}\n  items: [a{i}]\n")
            + Several(0, 1000, i => $"- macro: m{i}\n  condition: proc.name in (l{i})\n")
            + Rule + "evt.type = open and m5\n"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManyUnknownNamesAreLookedForAmongManyKnownOnes(bool strict) => Assert.Contains(
        "unknown macro `mm0`",
        Load(strict, Several(0, 1000, i => $"- macro: km{i}\n  condition: proc.name = a\n")
            + Several(0, 1000, i => Rule.Replace(" r\n", $" r{i}\n") + $"evt.type = open and mm{i}\n")));

    [Fact]
    public void ListsThatBringNamesOfListsAreReplacedInOneGo() => Assert.DoesNotContain(
        "error",
        Load(true, $"- list: a\n  items: [{string.Join(", ", Enumerable.Repeat("b", 500))}]\n"
            + $"- list: b\n  items: [{string.Join(", ", Enumerable.Repeat("x", 500))}]\n"
            + Rule + "evt.type = open and proc.name in (a)\n"));

    [Fact]
    public void NamesOfAMillionLettersAreNotComparedLetterByLetter() => Assert.Contains(
        "unknown macro",
        Load(false, $"- macro: {new string('x', 1_000_000)}\n  condition: proc.name = a\n"
            + Rule + new string('y', 1_000_000) + "\n"));

    [Theory]
    [InlineData("- foo: &a [*a]\n- list: l\n  items: *a\n", "items of `items` must be scalars, found a sequence")]
    [InlineData("- &a\n  rule: r\n  desc: *a\n  override: *a\n", "must be overridden by append or replace")]
    [InlineData("&a\n- *a\n", "an item must be a mapping")]
    public void WhatContainsItselfIsAnError(string text, string message) => Assert.Contains(message, Load(false, text));

    private static string Several(int first, int count, Func<int, string> text) =>
        string.Concat(Enumerable.Range(first, count).Select(text));

    private static string Load(bool strict, string text)
    {
        var watch = Stopwatch.StartNew();
        string said = RuleTexts.Load(new RuleSetOptions { Strict = strict }, out _, text);
        Assert.True(watch.Elapsed < Limit, $"took {watch.Elapsed}");
        return said;
    }
}

using System.Text;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

public class PrintParseTests
{
    private const int Usual = 5_000;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void SourceParsesToTheTreeThatPrintedIt() => Property.Holds(
        SyntaxGen.Any,
        Usual,
        tree =>
        {
            var parsed = Parse(tree.Print(PrintStyle.Source));
            Assert.Equal(SyntaxText.Of(tree, withQuotes: true), SyntaxText.Of(parsed, withQuotes: true));
            Assert.Equal(tree.Print(PrintStyle.Canonical), parsed.Print(PrintStyle.Canonical));
        },
        tree => tree.Print(PrintStyle.Source));

    [Fact]
    public void FalcosPrintOfAPlainTreeParsesToTheTree() => Property.Holds(
        SyntaxGen.Tame,
        Usual,
        tree => Assert.Equal(
            SyntaxText.Of(tree, withQuotes: false),
            SyntaxText.Of(Parse(tree.Print(PrintStyle.Canonical)), withQuotes: false)),
        tree => tree.Print(PrintStyle.Canonical));

    [Fact]
    public void WhatIsPrintedCanBeWrittenAsUtf8() => Property.Holds(
        SyntaxGen.Any,
        Usual,
        tree => Assert.All(
            Enum.GetValues<PrintStyle>(), style => Assert.NotEqual(0, Strict.GetByteCount(tree.Print(style)))),
        tree => SyntaxText.Of(tree, withQuotes: true));

    private static ConditionSyntax Parse(string text) =>
        new Parser(new SourceText(text), 0, _ => false).Condition();
}

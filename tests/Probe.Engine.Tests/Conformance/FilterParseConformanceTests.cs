using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class FilterParseConformanceTests
{
    [Fact]
    public void ConditionsParseAndPrintAsInTheReference() => ConformanceCases.Check("filter-parse.json", [], row =>
    {
        string condition = row.GetProperty("condition").GetString()!;
        bool isSound = row.GetProperty("ok").GetBoolean();
        string expected = isSound ? row.GetProperty("canonical").GetString()! : "error";
        string actual = Parse(condition, out string detail);
        return actual == expected ? null : $"{condition}: expected {expected}, got {actual}{detail}";
    });

    private static string Parse(string condition, out string detail)
    {
        detail = "";
        try
        {
            return new Parser(new SourceText(condition), 0, _ => false, depthMax: 100).Condition()
                .Print(PrintStyle.Canonical);
        }
        catch (LanguageException exception)
        {
            detail = $" ({exception.Error})";
            return "error";
        }
    }
}

using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class FilterParseConformanceTests
{
    private static readonly Dictionary<string, string> NotFollowed = [];

    [Fact]
    public void ConditionsParseAndPrintAsInTheReference()
    {
        var cases = ConformanceCases.Read("filter-parse.json");
        var failures = new List<string>();
        foreach (var item in cases)
        {
            string condition = item.GetProperty("condition").GetString()!;
            bool isSound = item.GetProperty("ok").GetBoolean();
            string expected = isSound ? item.GetProperty("canonical").GetString()! : "error";
            string actual = Parse(condition, out string detail);
            if (actual != expected)
            {
                string id = item.GetProperty("id").GetString()!;
                failures.Add($"{id} {condition}: expected {expected}, got {actual}{detail}");
            }
        }

        ConformanceCases.Report("filter-parse.json", cases.Count, failures, NotFollowed);
    }

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

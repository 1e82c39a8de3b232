using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>An event in words, as far as a condition reads it.</summary>
internal static class SamplePrint
{
    public static string Of(ConditionSyntax condition, SampleEvent sample)
    {
        string text = condition.Print(PrintStyle.Source);
        return sample.Describe(
            SampleField.All.Select(f => f.Name).Where(name => text.Contains(name, StringComparison.Ordinal)));
    }
}

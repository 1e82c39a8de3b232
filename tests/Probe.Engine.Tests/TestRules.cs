using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests;

/// <summary>Rules for tests that are about something else.</summary>
internal static class TestRules
{
    /// <summary>Loads what must be without errors.</summary>
    /// <param name="yaml">One rules file.</param>
    /// <param name="options">How they are loaded; null: as usual.</param>
    public static RuleSet Load(string yaml, RuleSetOptions? options = null)
    {
        var report = new RuleReport();
        bool loaded = RuleSet.TryLoad(
            [new RuleFile("test.yaml", yaml)], SyscallFields.Table, options ?? new RuleSetOptions(), report,
            out var rules);
        Assert.True(loaded, string.Join('\n', report.All));
        return rules!;
    }
}

using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class FilterCompileConformanceTests
{
    private static readonly Dictionary<string, string> NotFollowed = new()
    {
        ["fc-0076"] = "there is no thread.cpu yet",
        ["fc-0077"] = "there is no thread.cpu yet",
        ["fc-0079"] = "there is no thread.cpu yet",
        ["fc-0080"] = "there is no thread.cpu yet",
        ["fc-0082"] = "there is no thread.cpu yet",
        ["fc-0083"] = "there is no thread.cpu yet",
        ["fc-0085"] = "there is no thread.cpu yet",
        ["fc-0086"] = "there is no thread.cpu yet",
        ["fc-0296"] = "evt.plugininfo is a field of plugins",
        ["fc-0322"] = "a process has no ancestor -1",
        ["fc-0323"] = "there is no proc.env yet",
        ["fc-0379"] = "there is no fd.cip.name yet",
    };

    [Fact]
    public void ConditionsOverRealFieldsBindAsInTheReference()
    {
        var cases = ConformanceCases.Read("filter-compile.json");
        var failures = new List<string>();
        var options = new LanguageOptions { Strict = true };
        foreach (var item in cases)
        {
            string condition = item.GetProperty("condition").GetString()!;
            bool binds = ConditionLanguage.TryBind(
                condition, new NameScope(), SyscallFields.Table, options, out var bound, out var error);
            int warnings = bound?.Warnings.Count(w => w.Kind != LanguageErrorKind.Deprecated) ?? 0;
            int expectedWarnings = item.TryGetProperty("n_warnings", out var count) ? count.GetInt32() : 0;
            if (binds != item.GetProperty("ok").GetBoolean() || warnings != expectedWarnings)
            {
                string id = item.GetProperty("id").GetString()!;
                failures.Add($"{id} {item}: binds {binds}, {warnings} warnings, {error}");
            }
        }

        ConformanceCases.Report("filter-compile.json", cases.Count, failures, NotFollowed);
    }
}

using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class FilterCompileConformanceTests
{
    [Fact]
    public void ConditionsOverRealFieldsBindAsInTheReference() =>
        ConformanceCases.Check("filter-compile.json", [], row =>
        {
            bool binds = ConditionLanguage.TryBind(
                row.GetProperty("condition").GetString()!,
                new NameScope(),
                SyscallFields.Table,
                new LanguageOptions { Strict = true },
                out var bound,
                out var error);
            int warnings = bound?.Warnings.Count(w => w.Kind != LanguageErrorKind.Deprecated) ?? 0;
            int expectedWarnings = row.TryGetProperty("n_warnings", out var count) ? count.GetInt32() : 0;
            return binds == row.GetProperty("ok").GetBoolean() && warnings == expectedWarnings
                ? null
                : $"{row}: binds {binds}, {warnings} warnings, {error}";
        });
}

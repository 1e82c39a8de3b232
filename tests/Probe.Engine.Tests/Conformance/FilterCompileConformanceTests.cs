using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class FilterCompileConformanceTests
{
    private static readonly Exemption[] Exempted =
    [
        Exemption.OfCondition("thread.cpu", "there is no thread.cpu yet"),
        Exemption.OfCondition("evt.plugininfo", "evt.plugininfo is a field of plugins"),
        Exemption.OfCondition("proc.aname[-1]", "a process has no ancestor -1"),
        Exemption.OfCondition("proc.env", "there is no proc.env yet"),
        Exemption.OfCondition("ip.name", "there is no fd.cip.name yet"),
    ];

    [Fact]
    public void ConditionsOverRealFieldsBindAsInTheReference() =>
        ConformanceCases.Check("filter-compile.json", Exempted, row =>
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

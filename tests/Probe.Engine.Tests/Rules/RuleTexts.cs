using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using Xunit;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>Loads rules texts for tests, over a small table of fields.</summary>
internal static class RuleTexts
{
    /// <summary>A few fields of each kind that rules in tests name.</summary>
    public static readonly FieldTable Fields = new(
    [
        .. TimeFields.Clocks,
        Text("evt.type", (in EventContext context, out ReadOnlySpan<byte> value) =>
        {
            value = System.Text.Encoding.UTF8.GetBytes(EventTable.Name(EventTable.NameId(context.Event.Type)));
            return true;
        }),
        FakeFields.Text("proc.name", "cat"),
        FakeFields.Text("proc.cmdline", "cat /etc/passwd"),
        FakeFields.Text("user.name", "root"),
        FakeFields.Text("fd.name", "/etc/passwd"),
        FakeFields.Number("fd.num", FieldType.FileDescriptor, 3),
        FakeFields.Number("proc.pid", FieldType.Pid, 42),
    ]);

    /// <summary>Loads texts named a.yaml, b.yaml, ...; returns all errors and warnings as printed.</summary>
    public static string Load(params string[] texts) => Load(new RuleSetOptions(), out _, texts);

    /// <summary>Loads texts and gives the set, null when there are errors.</summary>
    public static string Load(RuleSetOptions options, out RuleSet? ruleSet, params string[] texts)
    {
        var report = new RuleReport();
        RuleSet.TryLoad(Files(texts), Fields, options, report, out ruleSet);
        return string.Join("\n", report.InFileOrder);
    }

    /// <summary>Loads texts that must have nothing wrong.</summary>
    public static RuleSet LoadSound(RuleSetOptions options, params string[] texts)
    {
        string said = Load(options, out var ruleSet, texts);
        Assert.True(ruleSet is not null, said);
        return ruleSet;
    }

    /// <summary>The canonical condition of the only rule.</summary>
    public static string ConditionOf(params string[] texts) =>
        Assert.Single(LoadSound(new RuleSetOptions(), texts).Rules).Condition.Canonical;

    private static IEnumerable<RuleFile> Files(string[] texts) =>
        texts.Select((text, index) => new RuleFile($"{(char)('a' + index)}.yaml", text.ReplaceLineEndings("\n")));

    private static Field Text(string name, TextReader reader) => new()
    {
        Name = name,
        Type = FieldType.Text,
        Description = "A text.",
        Example = $"{name} exists",
        Reader = reader,
    };
}

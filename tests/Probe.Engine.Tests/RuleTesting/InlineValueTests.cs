using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.RuleTesting.Inline;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.RuleTesting;

public sealed class InlineValueTests : IDisposable
{
    // Every event has these, and they never have a value.
    private static readonly string[] Absent = ["evt.pluginname", "evt.plugininfo", "evt.asynctype", "evt.suppressed"];

    private readonly TestedRules _rules = new();

    public static TheoryData<string, string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, bool>();
            var lines = File.ReadLines(Repository.At("tests", "Cases", "rule-tests", "values.cases"))
                .Where(line => line.Length > 0 && line[0] != '#');
            foreach (string line in lines)
            {
                int arrow = line.LastIndexOf(" => ", StringComparison.Ordinal);
                int bar = line.LastIndexOf(" | ", StringComparison.Ordinal);
                rows.Add(line[..bar], line[(bar + 3)..arrow], line[(arrow + 4)..] == "true");
            }

            return rows;
        }
    }

    public static TheoryData<string> Fields => [.. SyscallFields.Table.All
        .Select(row => row.Name).Where(name => !InlineFields.OfType.Contains(name))];

    public void Dispose() => _rules.Dispose();

    [Theory]
    [MemberData(nameof(Rows))]
    public void AConditionSeesWhatIsGivenAndWhatFollowsFromIt(string given, string condition, bool holds) =>
        Assert.Equal(holds, _rules.Holds(condition, given.Split("; ")));

    [Theory]
    [MemberData(nameof(Fields))]
    public void EveryFieldIsThereWhenItIsGiven(string name)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));

        // The example says which argument a field may have, where it needs one.
        string written = field.Argument.IsRequired() ? Written(field) : name;
        Assert.True(FieldKey.TryResolve(written, SyscallFields.Table, out var derived, out _), written);
        string sample = derived.Type.IsText() ? "x"
            : derived.Type.IsAddress() ? "192.0.2.7"
            : derived.Type == FieldType.Boolean ? "true"
            : "7";
        string asked = field.FilterOnly && field.Shape == FieldShape.Single ? Comparison(derived, written, sample)
            : $"{written} exists";
        Assert.True(_rules.Holds(asked, $"{written}: {sample}"), asked);
        Assert.Equal(InlineFields.IsOfEveryEvent(name) && asked.EndsWith(" exists", StringComparison.Ordinal)
            && field.Reader is not null && !Absent.Contains(name), _rules.Holds(asked, $"{written}: ~"));
    }

    private static string Comparison(Field field, string written, string sample) => field.Type.IsText()
        ? $"{written} contains {sample}"
        : $"{written} = {sample}";

    private static string Written(Field field)
    {
        string example = field.Example[field.Example.IndexOf(field.Name, StringComparison.Ordinal)..];
        return example.Split(' ', 2)[0];
    }
}

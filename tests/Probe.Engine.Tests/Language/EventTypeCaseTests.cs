using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

public class EventTypeCaseTests
{
    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("evt.type", "open"),
        FakeFields.Text("syscall.type", "open"),
        FakeFields.Number("evt.num", FieldType.UInt64, 1),
        FakeFields.Text("proc.name", "sh"),
    ]);

    [Fact]
    public void ConditionsAreFiledUnderTheEventsOfTheCases()
    {
        string[] lines = File.ReadAllLines(Path.Combine(LanguageCases.Folder("events"), "types.cases"));
        var wrong = new List<string>();
        foreach (var (index, line) in lines.Index().Where(line => line.Item.Length > 0 && line.Item[0] != '#'))
        {
            string[] row = line.Split(" => ");
            string[] expected = row[1].Split(" | ");
            foreach (bool isStrict in (bool[])[false, true])
            {
                string actual = Types(row[0], isStrict);
                if (actual != expected[isStrict ? ^1 : 0].Trim())
                {
                    wrong.Add($"types.cases:{index + 1}: {row[0]}: strict {isStrict}: got {actual}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("evt.type = close", 2)]
    [InlineData("evt.type in (execve, accept, container, procexit, signaldeliver)", 16 + 8 + 3 + 2 + 1)]
    [InlineData("evt.type in (umask, madvise, getpid)", 2)]
    [InlineData("evt.type in (close, umask)", 4)]
    [InlineData("evt.type in ()", 0)]
    public void SomeEventsHaveSeveralNumbers(string condition, int expected) =>
        Assert.Equal(expected, Bind(condition, isStrict: true)!.EventTypes.CodesCount);

    [Fact]
    public void AllEventsHaveMoreThanAnyFew()
    {
        int all = EventTypeSet.All.CodesCount;
        Assert.InRange(all, 300, 500);
        Assert.Equal(all - 16, Bind("evt.type != execve", isStrict: true)!.EventTypes.CodesCount);
        Assert.Equal(all, Bind("evt.type != umask", isStrict: true)!.EventTypes.CodesCount);
    }

    private static string Types(string condition, bool isStrict)
    {
        var options = new LanguageOptions { Strict = isStrict };
        return ConditionLanguage.TryBind(condition, new NameScope(), Fields, options, out var bound, out var error)
            ? EventTypeText.Of(bound.EventTypes)
            : $"error {error.Message}" + (error.DidYouMean is null ? "" : $", did you mean `{error.DidYouMean}`?");
    }

    private static BoundCondition? Bind(string condition, bool isStrict)
    {
        var options = new LanguageOptions { Strict = isStrict };
        ConditionLanguage.TryBind(condition, new NameScope(), Fields, options, out var bound, out _);
        return bound;
    }
}

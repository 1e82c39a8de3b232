using System.Text;
using CsCheck;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

public class HostileTextTests
{
    private static readonly FieldTable Fields = new(
        [FakeFields.Text("t.a", "x"), FakeFields.Number("t.n", FieldType.Int64, 1)]);

    [Theory]
    [InlineData("(")]
    [InlineData("not(")]
    [InlineData("tolower(")]
    [InlineData("join(\"\",(tolower(")]
    [InlineData("a and(")]
    public void AHundredThousandOpenParenthesesAreAnError(string piece)
    {
        var error = Refuse(string.Concat(Enumerable.Repeat(piece, 100_000)), new NameScope());
        Assert.Contains("levels of parentheses", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AThousandLevelsAreFineAndOneMoreIsNot()
    {
        string Nested(int levels) => new string('(', levels) + "t.a = x" + new string(')', levels);
        Assert.True(Bind(Nested(1000), new NameScope(), out _));
        Assert.Equal(1000, Refuse(Nested(1001), new NameScope()).Offset);
    }

    [Fact]
    public void AHundredThousandNotsCancel() =>
        Assert.True(Bind(string.Concat(Enumerable.Repeat("not ", 100_000)) + "t.a = x", new NameScope(), out _));

    [Fact]
    public void DeepNegatedGroupsCompile()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 900; i++)
        {
            text.Append("not (t.a = x").Append(i).Append(i % 2 == 0 ? " and " : " or ");
        }

        text.Append("t.n = 1").Append(')', 900);
        bool binds = ConditionLanguage.TryBind(
            text.ToString(), new NameScope(), Fields, new LanguageOptions(), out var condition, out var error);
        Assert.True(binds, $"{error}");
        Assert.NotNull(ConditionLanguage.Compile(condition!));
    }

    [Theory]
    [InlineData("t.a < ", " or ")]
    [InlineData("t.a < ", " and not ")]
    [InlineData("t.a glob a*b*", " and ")]
    public void AConditionOfFiveThousandChecksCompiles(string check, string connective)
    {
        string text = string.Join(connective, Enumerable.Range(0, 5_000).Select(i => check + i));
        bool binds = ConditionLanguage.TryBind(
            text, new NameScope(), Fields, new LanguageOptions(), out var condition, out var error);
        Assert.True(binds, $"{error}");
        Assert.NotNull(ConditionLanguage.Compile(condition!));
    }

    [Fact]
    public void DoublingMacrosAreRefused()
    {
        var names = new NameScope();
        names.Macros["m0"] = "t.a = x";
        for (int i = 1; i <= 60; i++)
        {
            names.Macros[$"m{i}"] = $"m{i - 1} and m{i - 1}";
        }

        Assert.Contains("parts once its macros are put in", Refuse("m60", names).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DoublingListsAreRefused()
    {
        var names = new NameScope();
        names.Lists["l0"] = ["x"];
        for (int i = 1; i <= 60; i++)
        {
            names.Lists[$"l{i}"] = [$"l{i - 1}", $"l{i - 1}"];
        }

        var error = Refuse("t.a in (l60)", names);
        Assert.Contains("values once lists are put in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChainsOfMacrosAreRefusedBeforeTheStackEnds()
    {
        var names = new NameScope();
        names.Macros["m0"] = "t.a = x";
        for (int i = 1; i <= 50_000; i++)
        {
            names.Macros[$"m{i}"] = $"not m{i - 1}";
        }

        Assert.Contains("nested too deep", Refuse("m50000", names).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyTextGivesAConditionOrAnErrorInsideIt()
    {
        string[] pieces =
        [
            "t.a", "t.n", "=", "!=", "in", "(", ")", " ", " and ", " or ", "not ", "\"", "'", "\\", ",", "x", "1",
            "val(", "tolower(", "regex ", "glob ", "[", "]", "exists", "oneof ", "pmatch ", "%", "\u00fc", "\0",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 30].Sample(choice =>
        {
            string text = string.Concat(choice.Select(i => pieces[i]));
            if (Bind(text, new NameScope(), out var error))
            {
                return true;
            }

            return error!.Offset >= 0 && error.Length >= 1 && error.Offset <= text.Length && error.Message.Length > 0;
        });
    }

    private static bool Bind(string text, NameScope names, out LanguageError? error) =>
        ConditionLanguage.TryBind(text, names, Fields, new LanguageOptions(), out _, out error);

    private static LanguageError Refuse(string text, NameScope names)
    {
        Assert.False(Bind(text, names, out var error));
        return error!;
    }
}

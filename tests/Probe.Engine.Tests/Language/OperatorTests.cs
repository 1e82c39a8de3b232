using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

public class OperatorTests
{
    public static TheoryData<string> Examples =>
        [.. Operators.All.Select(o => o.Example), .. Transformers.All.Select(t => t.Example)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryExampleBindsAndCompiles(string example)
    {
        bool binds = ConditionLanguage.TryBind(
            example, new NameScope(), SyscallFields.Table, new LanguageOptions(), out var condition, out var error);
        Assert.True(binds, $"{example}: {error}");
        Assert.NotNull(ConditionLanguage.Compile(condition!));
    }

    [Fact]
    public void NoOperatorHidesALaterOneThatStartsLikeIt()
    {
        for (int i = 0; i < Operators.All.Count; i++)
        {
            var hidden = Operators.All.Skip(i + 1).Where(later => !Operators.All[i].NeedsBlank
                && later.Spelling.StartsWith(Operators.All[i].Spelling, StringComparison.Ordinal));
            Assert.Empty(hidden);
        }
    }

    [Fact]
    public void EveryRowHasASentence()
    {
        var sentences = Operators.All.Select(o => o.Description).Concat(Transformers.All.Select(t => t.Description));
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }
}

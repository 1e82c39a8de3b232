using System.Text.RegularExpressions;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>
/// What must not stand in the code. The words are put together here, so that this file may hold them.
/// </summary>
public partial class WordingTests
{
    private static readonly string[] Unfinished =
    [
        "TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "#reg" + "ion", "#pragma warning dis" + "able",
    ];

    private static readonly string[] Elsewhere = ["/wo" + "rk/", "/tmp" + "/w/", "/ro" + "ot/"];

    [Fact]
    public void NothingIsLeftUnfinished() => Violations.None(LinesWith(Unfinished, ".cs", ".c", ".h", ".sh", ".yaml"));

    [Fact]
    public void NoFileNamesAMachineOfItsAuthors() =>
        Violations.None(LinesWith(Elsewhere, ".cs", ".c", ".h", ".sh", ".md", ".yaml", ".props", ".csproj", ".json"));

    [Fact]
    public void TypesAreNamedByNouns() => Violations.None(
        from file in Repository.Files(".cs")
        from line in File.ReadLines(Repository.At(file)).Index()
        where EmptyName().IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}");

    [Fact]
    public void EveryClassIsInANamespaceOfItsFolder() => Violations.None(
        from file in Repository.Files(".cs")
        where file.StartsWith("src/", StringComparison.Ordinal)
        let expected = "KosmosProbe." + Path.GetDirectoryName(file)!["src/Probe.".Length..].Replace('/', '.')
        let text = File.ReadAllText(Repository.At(file))
        let declared = Namespace().Match(text)
        where declared.Success && declared.Groups[1].Value != expected
        select $"{file}: namespace {declared.Groups[1].Value}, expected {expected}");

    private static IEnumerable<string> LinesWith(string[] words, params string[] extensions) =>
        from file in Repository.Files(extensions)
        from line in File.ReadLines(Repository.At(file)).Index()
        from word in words
        where line.Item.Contains(word, StringComparison.Ordinal)
        select $"{file}:{line.Index + 1}: {word}";

    [GeneratedRegex(
        @"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helpers?|Utils?|Common|Base|Processor)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

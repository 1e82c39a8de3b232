using System.Diagnostics;
using System.Text;
using CsCheck;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Fuzz;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>What tests/fuzz.sh runs for minutes, for a moment: the kept seeds, and seeds edited at random.</summary>
public class FuzzTargetTests
{
    private const int Usual = 500;

    // Another suite may have the machine to itself for a while.
    private const int BusyFactor = 6;

    private static readonly Gen<string> Pieces = Gen.OneOf(
        "\n", "  ", "- ", ": ", "[", "]", "{", "}", "\"", "'", "&a ", "*a", ">", "|", "%", "(", ")", "not ", " and ",
        "#", "\t", "!!str ", "---\n", "? ", "append", "null", "\u0001", "\ud800", "proc.aname[", "\\", ",", "\0");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void EverySeedPasses(string target)
    {
        string[] files = Seeds(target);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var watch = Stopwatch.StartNew();
            FuzzTargets.All[target](File.ReadAllBytes(file));
            Assert.True(watch.Elapsed < Replay.TimeMax * BusyFactor, $"took {watch.Elapsed}");
        });
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void EditedSeedsPass(string target)
    {
        // Bytes that are no text are edited as if each were a character.
        var encoding = target is "capture" or "replay" ? Encoding.Latin1 : Encoding.UTF8;
        string[] seeds = [.. Seeds(target).Select(file => File.ReadAllText(file, encoding))];
        var edit = Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 12], Pieces);
        var edited = Gen.Select(Gen.OneOf(seeds), edit.Array[1, 6])
            .Select((seed, edits) => edits.Aggregate(seed, Edit));
        Property.Holds(edited, Usual, text => FuzzTargets.All[target](encoding.GetBytes(text)), text => text);
    }

    private static string[] Seeds(string target) =>
        [.. Directory.EnumerateFiles(Path.Combine(LanguageCases.Folder("fuzz"), target)).Order()];

    private static string Edit(string text, (int At, int Removed, string Inserted) edit)
    {
        int start = edit.At % (text.Length + 1);
        return text.Remove(start, Math.Min(edit.Removed, text.Length - start)).Insert(start, edit.Inserted);
    }
}

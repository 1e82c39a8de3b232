using System.Text.Json;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>
/// Cases recorded from the reference implementation. They lie beside the repository (or where KOSMOS_SHARED says); a
/// checkout without them skips these tests aloud.
/// </summary>
internal static class ConformanceCases
{
    /// <summary>The cases of one file, in order.</summary>
    public static List<JsonElement> Read(string file)
    {
        string path = SharedFiles.Path("reference", "cases", file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>Runs every case of a file and reports.</summary>
    /// <param name="difference">What differs in a case; null when it passes.</param>
    public static void Check(
        string file, IReadOnlyDictionary<string, string> notFollowed, Func<JsonElement, string?> difference)
    {
        var cases = Read(file);
        var failures = new List<string>();
        foreach (var row in cases)
        {
            if (difference(row) is { } found)
            {
                failures.Add($"{row.GetProperty("id").GetString()} {found}");
            }
        }

        Report(file, cases.Count, failures, notFollowed);
    }

    /// <summary>
    /// Fails unless the share of passing cases is reached and every failing case is one we name and explain.
    /// </summary>
    public static void Report(
        string file, int count, List<string> failures, IReadOnlyDictionary<string, string> notFollowed)
    {
        var unexplained = failures.Where(f => !notFollowed.ContainsKey(Id(f))).ToList();
        var nowPassing = notFollowed.Keys.Except(failures.Select(Id)).ToList();
        double percent = 100.0 * (count - failures.Count) / count;
        string summary = $"{file}: {count - failures.Count} of {count} pass ({percent:F2} %), "
            + $"{failures.Count - unexplained.Count} differ on purpose, {unexplained.Count} fail";
        TestContext.Current.SendDiagnosticMessage(summary);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(unexplained.Count == 0, summary + "\n" + string.Join('\n', unexplained));
        Assert.True(nowPassing.Count == 0, "listed as not followed, but pass: " + string.Join(' ', nowPassing));
        Assert.True(percent >= 95, summary);
    }

    private static string Id(string failure) => failure.Split(' ', 2)[0];
}

using System.Text.Json;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>
/// Cases recorded from the reference implementation. They lie beside the repository (or where KOSMOS_SHARED says); a
/// checkout without them skips these tests aloud. PROBE_CASES names another folder of such files to run instead.
/// </summary>
/// <remarks>
/// A case that fails must be covered by an exemption. An exemption that no failing case needs any more is reported, but
/// only for the known cases: another set may well hold no case of that kind.
/// </remarks>
internal static class ConformanceCases
{
    private const string FolderVariable = "PROBE_CASES";

    // Set but empty is as good as not set.
    private static readonly string? OtherFolder =
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>The cases of one file, in order.</summary>
    public static List<JsonElement> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return [.. document.RootElement.EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>Runs every case of a file and reports.</summary>
    /// <param name="difference">What differs in a case; null when it passes.</param>
    public static void Check(
        string file, IReadOnlyList<Exemption> exemptions, Func<JsonElement, string?> difference)
    {
        var cases = Read(file);
        var failures = new List<(JsonElement Case, string Text)>();
        foreach (var row in cases)
        {
            if (DifferenceOf(row, difference) is { } found)
            {
                failures.Add((row, $"{row.GetProperty("id").GetString()} {found}"));
            }
        }

        Report(file, cases.Count, failures, exemptions);
    }

    // A case that no test can read is one that fails; the others are tried all the same.
    private static string? DifferenceOf(JsonElement row, Func<JsonElement, string?> difference)
    {
        try
        {
            return difference(row);
        }
        catch (Exception fault)
        {
            return $"{fault.GetType().Name}: {fault.Message}";
        }
    }

    private static void Report(
        string file,
        int count,
        List<(JsonElement Case, string Text)> failures,
        IReadOnlyList<Exemption> exemptions)
    {
        var unexplained = failures.Where(f => !exemptions.Any(e => e.Covers(f.Case))).Select(f => f.Text).ToList();
        double percent = 100.0 * (count - failures.Count) / count;
        string summary = $"{file}: {count - failures.Count} of {count} pass ({percent:F2} %), "
            + $"{failures.Count - unexplained.Count} differ on purpose, {unexplained.Count} fail";
        TestContext.Current.SendDiagnosticMessage(summary);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(unexplained.Count == 0, summary + "\n" + string.Join('\n', unexplained));
        Assert.True(percent >= 95, summary);
        if (OtherFolder is null)
        {
            var stale = exemptions.Where(e => !failures.Any(f => e.Covers(f.Case))).Select(e => e.Reason);
            Assert.True(!stale.Any(), "exempted, but nothing differs: " + string.Join("; ", stale));
        }
    }

    private static string PathOf(string file)
    {
        if (OtherFolder is null)
        {
            return SharedFiles.Path("reference", "cases", file);
        }

        Assert.True(Directory.Exists(OtherFolder), $"{FolderVariable} names {OtherFolder}, which is no folder");
        string path = Path.Combine(OtherFolder, file);
        Assert.SkipUnless(File.Exists(path), $"{FolderVariable} names {OtherFolder}, which has no {file}");
        return path;
    }
}

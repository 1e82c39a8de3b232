using System.Text.RegularExpressions;
using KosmosProbe.Tests;

namespace KosmosProbe.Host.Tests;

/// <summary>A run of real Falco that was recorded: what it was asked, what it said and where.</summary>
internal sealed partial record FalcoRun(
    string Command, int Status, string Output, string Errors, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The files after <c>-V</c>.</summary>
    public IReadOnlyList<string> Validated =>
        [.. ValidateOption().Matches(Command).Select(found => found.Groups[1].Value)];

    /// <summary>The file after <c>-r</c>; null when there is none.</summary>
    public string? RulesFile => RulesOption().Match(Command) is { Success: true } found ? found.Groups[1].Value : null;

    /// <summary>Whether the result was asked for as JSON.</summary>
    public bool IsJson => Command.Contains("json_output=true");

    /// <summary>False where the configuration was not there.</summary>
    public bool HasConfiguration => !Command.Contains("/nonexistent/falco.yaml");

    /// <summary>The run of a command; skips the test where recordings are not there.</summary>
    public static FalcoRun Of(string command) => ReadAll().Single(run => run.Command == command);

    /// <summary>All runs, in their order; none where they are not there.</summary>
    public static List<FalcoRun> TryReadAll() => Path.Exists(RecordedPath) ? ReadAll() : [];

    /// <summary>All runs, in their order; skips the test where they are not there.</summary>
    public static List<FalcoRun> ReadAll()
    {
        string text = File.ReadAllText(RecordedFiles.At("falco-output", "errors.txt"));
        var files = new Dictionary<string, string>();
        var runs = new List<FalcoRun>();
        foreach (var part in Part().Matches(text).Cast<Match>())
        {
            if (part.Groups["name"].Success)
            {
                files[part.Groups["name"].Value] = part.Groups["text"].Value;
            }
            else
            {
                runs.Add(new FalcoRun(
                    part.Groups["command"].Value,
                    int.Parse(part.Groups["status"].Value),
                    part.Groups["output"].Value,
                    part.Groups["errors"].Value,
                    files));
            }
        }

        return runs;
    }

    private static string RecordedPath =>
        Path.Combine(Repository.Shared ?? "", "fixtures", "falco-output", "errors.txt");

    [GeneratedRegex(
        """
        ^\#{5}[ ]file[ ](?<name>\S+):\n(?<text>(?:(?!={40}).*\n)*)
        |^\$[ ](?<command>falco.*)\nexit=(?<status>\d+)\n---[ ]stdout\n(?<output>(?:(?!---[ ]stderr).*\n)*)
         ---[ ]stderr\n(?<errors>(?:(?!={40}|\#{5}).*(?:\n|\z))*?)(?=={40}|\#{5}|\z)
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Part();

    [GeneratedRegex(@"-V (\S+)")]
    private static partial Regex ValidateOption();

    [GeneratedRegex(@"-r (\S+)")]
    private static partial Regex RulesOption();
}

using System.Text;
using System.Text.Json;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Makes inputs of what lies around as tests' data: strings of JSON cases, rows of language cases, rules files. The
/// seeds that are kept are few; these make a long run start further on.
/// </summary>
internal static class SeedFiles
{
    private const int BytesMax = 6_000;
    private const int FilesMax = 400;

    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["condition"] = "condition",
        ["rules"] = "files",
        ["output"] = "format",
    };

    /// <summary>Writes the inputs of a target that a folder holds into another.</summary>
    public static int Write(string target, string from, string folder)
    {
        Directory.CreateDirectory(folder);
        if (target is "capture" or "replay")
        {
            return WriteCaptures(from, folder);
        }

        var inputs = Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Inputs(target, file))
            .Where(input => Encoding.UTF8.GetByteCount(input) is > 0 and <= BytesMax)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        // Every so many, so that all sorts of cases are among them.
        int step = inputs.Count / FilesMax + 1;
        int count = 0;
        for (int i = 0; i < inputs.Count; i += step)
        {
            File.WriteAllText(Path.Combine(folder, $"case-{count++:D4}"), inputs[i]);
        }

        Console.WriteLine($"{count} seeds for {target} from {from}");
        return 0;
    }

    private static int WriteCaptures(string from, string folder)
    {
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(from, "*.scap", SearchOption.AllDirectories))
        {
            foreach (byte[] seed in CaptureSeeds.From(file))
            {
                File.WriteAllBytes(Path.Combine(folder, $"case-{count++:D4}"), seed);
            }
        }

        Console.WriteLine($"{count} seeds for captures from {from}");
        return 0;
    }

    private static IEnumerable<string> Inputs(string target, string file) => (target, Path.GetExtension(file)) switch
    {
        ("audit", ".json") when file.Contains("audit", StringComparison.Ordinal) => [File.ReadAllText(file)],
        ("audit", _) => [],
        (_, ".json") => Strings(file, Properties[target]),
        ("condition", ".cases") => File.ReadLines(file).Where(line => line.Contains(" => ", StringComparison.Ordinal))
            .Select(line => line[..line.LastIndexOf(" => ", StringComparison.Ordinal)]),
        ("rules", ".yaml" or ".yml") => [File.ReadAllText(file)],
        _ => [],
    };

    private static List<string> Strings(string file, string property)
    {
        var found = new List<string>();
        bool isWanted = false;
        int depth = 0;
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(File.ReadAllBytes(file), options);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isWanted = reader.ValueTextEquals(property);
                depth = reader.CurrentDepth;
            }
            else if (reader.TokenType == JsonTokenType.String && isWanted && reader.CurrentDepth <= depth + 1)
            {
                found.Add(reader.GetString()!);
            }
        }

        return found;
    }
}

using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Tests.Conformance;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>A row of a cases file.</summary>
/// <param name="Line">Its line, for messages.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Expected">true, false, or error with place and message.</param>
/// <param name="IsStrict">Whether Falco's own meaning is asked for.</param>
internal sealed record LanguageCase(int Line, string Condition, string Expected, bool IsStrict);

/// <summary>
/// A file of tests/Cases/language. Lines: <c># comment</c>, <c>field NAME TYPE JSON</c>, <c>list NAME: ITEM, ITEM</c>,
/// <c>macro NAME: CONDITION</c>, <c>strict</c> and <c>own</c> for the meaning of the rows below, and rows
/// <c>CONDITION => true | false | error OFFSET+LENGTH MESSAGE</c>.
/// </summary>
internal sealed class LanguageCases
{
    private LanguageCases()
    {
    }

    public FieldTable Fields { get; private set; } = new([]);

    public NameScope Names { get; } = new();

    public List<LanguageCase> Rows { get; } = [];

    /// <summary>The topics: names of the files.</summary>
    public static TheoryData<string> Topics =>
    [
        .. Directory.EnumerateFiles(Folder("language"), "*.cases")
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(),
    ];

    public static LanguageCases Read(string topic) =>
        Parse(topic, File.ReadAllLines(Path.Combine(Folder("language"), topic + ".cases")));

    /// <summary>Reads the lines of a file, or of a sample that is written like one.</summary>
    /// <param name="topic">For messages.</param>
    public static LanguageCases Parse(string topic, string[] lines)
    {
        var cases = new LanguageCases();
        var fields = new List<Field>();
        bool isStrict = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            int arrow = line.LastIndexOf(" => ", StringComparison.Ordinal);
            string[] words = line.Split(' ', 4);
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (arrow > 0)
            {
                cases.Rows.Add(new LanguageCase(i + 1, line[..arrow], line[(arrow + 4)..], isStrict));
                continue;
            }

            switch (words[0])
            {
                case "field":
                    var value = JsonSerializer.Deserialize<JsonElement>(words[3]);
                    fields.Add(RecordedFields.Make(words[1], words[2], value));
                    break;
                case "list":
                    cases.Names.Lists.Add(words[1].TrimEnd(':'), Items(line));
                    break;
                case "macro":
                    cases.Names.Macros.Add(words[1].TrimEnd(':'), line[(line.IndexOf(':') + 1)..].Trim());
                    break;
                case "strict" or "own":
                    isStrict = words[0] == "strict";
                    break;
                default:
                    throw new InvalidDataException($"{topic}.cases:{i + 1}: {line}");
            }
        }

        cases.Fields = new FieldTable(fields);
        return cases;
    }

    private static string[] Items(string line) =>
        [.. line[(line.IndexOf(':') + 1)..].Split(',').Select(item => item.Trim()).Where(item => item.Length > 0)];

    /// <summary>A folder of tests/Cases.</summary>
    public static string Folder(string name)
    {
        var folder = Directory.GetParent(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KosmosProbe.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Cases", name);
    }
}

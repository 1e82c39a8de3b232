using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Inline;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>
/// From YAML to cases. Nothing is passed over: a test whose key is misspelt would pass without testing anything. All
/// errors of a file are told in one run.
/// </summary>
internal sealed class RuleTestReader(RuleFile file, FieldTable fields, RuleReport report)
{
    private static readonly string[] FileKeys = ["description", "rules", "settings", "defaults", "cases"];

    private static readonly string[] CaseKeys =
        ["name", "description", "settings", "defaults", "capture", "events", "audit", "expect", "alerts"];

    private static readonly string[] SourceKeys = ["events", "audit", "capture"];

    private static readonly Dictionary<string, AlertsWanted> Wanted = new()
    {
        ["exactly"] = AlertsWanted.Exactly,
        ["in_any_order"] = AlertsWanted.InAnyOrder,
        ["among_others"] = AlertsWanted.AmongOthers,
    };

    private readonly EventReader _events = new(fields);
    private readonly AuditEventReader _auditEvents = new(file);
    private readonly HashSet<string> _names = [];

    /// <summary>The file's tests; null when anything is wrong.</summary>
    /// <param name="documents">The file's.</param>
    public RuleTestFile? Read(IReadOnlyList<YamlValue> documents)
    {
        List<YamlValue> given = [.. documents.Where(static document => document.Kind != YamlKind.Null)];
        if (given is not [{ Kind: YamlKind.Mapping } root])
        {
            var at = given.Count == 0 ? new FileSpan(file, 0, 1) : given[^1].Span;
            string found = given.Count switch
            {
                0 => "nothing",
                1 => ItemReader.Describe(given[0]),
                _ => "several documents",
            };
            report.Add(RuleCode.YamlValidate, at, $"a file of rule tests is one mapping with `cases`, found {found}");
            return null;
        }

        var reader = new StrictReader(root, report);
        reader.CheckKeys(FileKeys);
        var settings = SettingsReader.Read(reader, fields);
        var defaults = _events.ReadDefaults(reader);
        var rules = reader.Texts("rules").Select(path => Beside(path.Text)).ToList();
        var cases = reader.Items("cases").Select(item => ReadCase(item, settings, defaults)).ToList();
        if (cases.Count == 0 && !report.HasErrors)
        {
            reader.Report(root, "there are no `cases`, so that nothing is tested");
        }

        return report.HasErrors
            ? null
            : new RuleTestFile { File = file, Rules = rules, Cases = [.. cases.OfType<RuleTestCase>()] };
    }

    private RuleTestCase? ReadCase(
        StrictReader reader, RuleTestSettings outer, IReadOnlyDictionary<string, InlineValue[]?> outerDefaults)
    {
        if (reader.Text("name") is not { } name)
        {
            reader.Missing("name");
            return null;
        }

        reader.Name(name.Text);
        reader.CheckKeys(CaseKeys);
        if (!_names.Add(name.Text)) reader.Report(name, $"another case is named \"{name.Text}\" as well");
        var defaults = _events.ReadDefaults(reader, outerDefaults);
        var capture = reader.Text("capture");
        var events = reader.Items("events").Select(item => _events.Read(item, defaults)).OfType<InlineEvent>().ToList();
        var auditEvents = _auditEvents.Read(reader);
        CheckSource(reader);
        if (!reader.Has("expect"))
        {
            reader.Report(reader.Value, "key `expect` is missing; `expect: []` says that nothing may alert");
        }

        int count = events.Count + auditEvents.Count;
        return new RuleTestCase
        {
            Name = name.Text,
            Span = reader.Value.Span,
            Capture = capture is null ? null : Beside(capture.Text),
            Events = events,
            AuditEvents = auditEvents,
            Expected = [.. ExpectationReader.Read(reader, capture is null && count > 0 ? count : null)],
            Wanted = reader.Word("alerts", Wanted) ?? AlertsWanted.Exactly,
            Settings = SettingsReader.Read(reader, fields).Over(outer),
        };
    }

    private static void CheckSource(StrictReader reader)
    {
        string[] given = [.. SourceKeys.Where(reader.Has)];
        if (given.Length == 0)
        {
            reader.Report(reader.Value, "a case needs `events`, `audit`, or a `capture`");
        }
        else if (given.Length > 1)
        {
            reader.Value.TryGet(given[^1], out var last);
            reader.Report(last!, $"a case has either `{given[^1]}` or `{given[0]}`, not both");
        }
        else if (reader.Value.TryGet(given[0], out var events) && events is { Kind: YamlKind.Sequence, Items: [] })
        {
            reader.Report(reader.Value, $"there are no `{given[0]}`, so that nothing is tested");
        }
    }

    private string Beside(string path) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Name))!, path));
}

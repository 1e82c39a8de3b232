using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>
/// Reads <c>settings</c>: those keys of the configuration that change what alerts, spelt as there.
/// </summary>
internal static class SettingsReader
{
    private static readonly string[] Keys = ["rule_matching", "strict", "priority", "rules", "append_output"];
    private static readonly string[] SelectionKeys = ["enable", "disable"];
    private static readonly string[] SelectedKeys = ["rule", "tag"];
    private static readonly string[] AdditionKeys = ["match", "extra_output", "extra_fields", "suggested_output"];
    private static readonly string[] MatchKeys = ["source", "rule", "tags"];

    private static readonly Dictionary<string, RuleMatching> Matchings = new()
    {
        ["first"] = RuleMatching.First,
        ["all"] = RuleMatching.All,
    };

    /// <summary>The settings of a file or a case; none when it has none.</summary>
    /// <param name="outer">The file or the case.</param>
    /// <param name="fields">The fields there are.</param>
    public static RuleTestSettings Read(StrictReader outer, FieldTable fields)
    {
        if (outer.Mapping("settings") is not { } reader) return new RuleTestSettings();
        reader.CheckKeys(Keys);
        var span = reader.Value.Span;
        return new RuleTestSettings
        {
            Matching = reader.Word("rule_matching", Matchings),
            Strict = reader.Truth("strict"),
            LeastPriority = ExpectationReader.PriorityOf(reader, "priority"),
            Selection = reader.Has("rules") ? [.. SelectionOf(reader)] : null,
            Additions = reader.Has("append_output")
                ? [.. reader.Items("append_output").Select(item => AdditionOf(item, fields))]
                : null,
            Key = span.File.Text.Substring(span.Offset, span.Length),
        };
    }

    private static IEnumerable<RuleSelection> SelectionOf(StrictReader settings)
    {
        foreach (var item in settings.Items("rules"))
        {
            item.CheckKeys(SelectionKeys);
            foreach (string verb in SelectionKeys)
            {
                if (item.Mapping(verb) is not { } what) continue;
                what.CheckKeys(SelectedKeys);
                string? rule = what.Text("rule")?.Text;
                string? tag = what.Text("tag")?.Text;
                if (rule is null && tag is null) what.Report(what.Value, $"`{verb}` needs `rule` or `tag`");
                yield return new RuleSelection { Enable = verb == "enable", Rule = rule, Tag = tag };
            }
        }
    }

    private static OutputAddition AdditionOf(StrictReader reader, FieldTable fields)
    {
        reader.CheckKeys(AdditionKeys);
        var match = reader.Mapping("match");
        match?.CheckKeys(MatchKeys);
        var extra = reader.Text("extra_output");
        if (extra is not null) CheckTemplate(reader, extra, fields);
        return new OutputAddition
        {
            Source = match?.Text("source")?.Text ?? string.Empty,
            Rule = match?.Text("rule")?.Text ?? string.Empty,
            Tags = [.. match?.Texts("tags").Select(static tag => tag.Text) ?? []],
            ExtraOutput = extra?.Text ?? string.Empty,
            ExtraFields = [.. ExtraFieldsOf(reader, fields)],
            IsSuggested = reader.Truth("suggested_output") ?? false,
        };
    }

    private static IEnumerable<KeyValuePair<string, string?>> ExtraFieldsOf(StrictReader reader, FieldTable fields)
    {
        foreach (var item in reader.Sequence("extra_fields"))
        {
            if (item.Kind == YamlKind.Scalar)
            {
                CheckField(reader, item, fields);
                yield return new(item.Text, null);
                continue;
            }

            foreach (var (name, template) in item.Members)
            {
                CheckTemplate(reader, template, fields);
                yield return new(name.Text, template.Text);
            }
        }
    }

    private static void CheckField(StrictReader reader, YamlValue name, FieldTable fields)
    {
        if (!ConditionLanguage.TryBindValue(name.Text, 0, fields, out _, out _, out int end, out var error))
        {
            reader.Report(name, Advice(error));
        }
        else if (end < name.Text.Length)
        {
            reader.ReportUnknown(name, $"`{name.Text}` is no field", fields.All.Select(static row => row.Name));
        }
    }

    private static void CheckTemplate(StrictReader reader, YamlValue template, FieldTable fields)
    {
        if (!OutputFormat.TryParse(template.Text, fields, MissingValue.Print, out _, out var error))
        {
            reader.Report(template, Advice(error));
        }
    }

    private static string Advice(LanguageError error) =>
        error.DidYouMean is { } nearest ? $"{error.Message}, did you mean `{nearest}`?" : error.Message;
}

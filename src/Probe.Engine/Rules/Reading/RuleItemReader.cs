using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Schemas;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>Reads a <c>rule</c> item: its keys, their types, and what it does to a rule of the same name.</summary>
internal static class RuleItemReader
{
    private static readonly string[] Required = ["condition", "output", "desc", "priority"];

    private static readonly IReadOnlyList<string> Known = RuleKeys.Of(KeyOwners.Rule);

    /// <summary>Reads it; null when not even its name is known.</summary>
    public static RuleDefinition? Read(ItemReader reader)
    {
        reader.Is(RuleItem.Rule);
        if (reader.RequireText("rule") is not { } name)
        {
            return null;
        }

        reader.Name(name.Text);
        var uses = OverrideReader.Read(reader, KeyOwners.Rule);
        bool appends = reader.IsTrue("append");
        bool isChange = uses.Count > 0 || appends
            || (reader.Item.TryGet("override", out var overrides) && overrides.Members.Count > 0);
        if (appends && uses.Count == 0 && !reader.Has("override"))
        {
            reader.Report(
                RuleCode.Validate,
                reader.Item,
                "nothing to append: `append: true` takes `condition` and `exceptions`, use `override` for other keys");
        }

        if (!isChange && !Required.Any(reader.Has))
        {
            var toggle = ReadToggle(reader, name.Text);
            reader.CheckKeys(Known);
            return toggle;
        }

        var use = isChange ? ItemUse.Change : ItemUse.Define;
        var definition = ReadKeys(reader, name.Text, use, key => isChange ? uses.ContainsKey(key) : true);
        reader.CheckKeys(Known);
        return definition with { Uses = uses };
    }

    private static RuleDefinition ReadToggle(ItemReader reader, string name)
    {
        bool? enabled = reader.OptionalTruth("enabled");
        if (!reader.Has("enabled"))
        {
            reader.Report(
                RuleCode.YamlValidate,
                reader.Item,
                "keys are missing: a rule has `condition`, `output`, `desc` and `priority`, or else `enabled`");
        }
        else
        {
            reader.ReportDeprecated(
                "a lone 'enabled'",
                reader.Item,
                "switching a rule by `enabled` alone is deprecated, use `override`");
        }

        return new RuleDefinition(name, reader.Item, ItemUse.Toggle) { Enabled = enabled, IsSound = reader.IsSound };
    }

    private static RuleDefinition ReadKeys(ItemReader reader, string name, ItemUse use, Predicate<string> counts)
    {
        bool isDefine = use == ItemUse.Define;
        YamlValue? Text(string key) => isDefine && Required.Contains(key) ? reader.RequireText(key)
            : counts(key) ? reader.OptionalText(key)
            : null;

        bool? Truth(string key) => counts(key) ? reader.OptionalTruth(key) : null;

        var definition = new RuleDefinition(name, reader.Item, use)
        {
            Source = ReadSource(reader, isDefine),
            Condition = Text("condition"),
            Output = Text("output"),
            Description = Text("desc"),
            Priority = ReadPriority(reader, Text("priority")),
            Enabled = Truth("enabled"),
            WarnEventTypes = Truth("warn_evttypes"),
            SkipIfUnknownFilter = Truth("skip-if-unknown-filter"),
            Capture = Truth("capture"),
            CaptureMs = counts("capture_duration") ? reader.OptionalNumber("capture_duration") : null,
            Tags = counts("tags") ? reader.OptionalScalars("tags") : null,
            Exceptions = counts("exceptions") ? ReadExceptions(reader, isDefine) : null,
        };
        return definition with { IsSound = reader.IsSound };
    }

    private static List<ExceptionDefinition>? ReadExceptions(ItemReader reader, bool isDefine)
    {
        bool replaces = reader.Item.TryGet("override", out var overrides)
            && overrides.TryGet("exceptions", out var operation) && operation.Text == "replace";
        return ExceptionReader.Read(reader, fieldsAreOptional: !isDefine && !replaces);
    }

    // A change may carry an empty source; a definition may not.
    private static YamlValue? ReadSource(ItemReader reader, bool isDefine)
    {
        if (isDefine)
        {
            return reader.OptionalText("source");
        }

        return reader.Item.TryGet("source", out var source) && source.Kind == YamlKind.Scalar ? source : null;
    }

    private static Priority? ReadPriority(ItemReader reader, YamlValue? value)
    {
        if (value is null)
        {
            return null;
        }

        if (Priorities.TryParse(value.Text, out var priority))
        {
            return priority;
        }

        string[] known = Enum.GetNames<Priority>();
        reader.ReportUnknown(
            RuleCode.YamlValidate,
            value,
            $"unknown priority `{value.Text}`, expected one of {string.Join(' ', known)}",
            known,
            RuleLocation.At(RuleItem.RulePriority, value.Span));
        return null;
    }
}

using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Schemas;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// First pass over a rules file: from YAML to definitions, each of known shape, in the order of the file. What is
/// faulty is reported; what is sound beside it still counts, so that one run tells all.
/// </summary>
internal sealed class RuleFileReader(RuleReport report)
{
    private static readonly IReadOnlyList<string> MacroKeys = RuleKeys.Of(KeyOwners.Macro);
    private static readonly IReadOnlyList<string> ListKeys = RuleKeys.Of(KeyOwners.List);

    /// <summary>What the files read so far need.</summary>
    public RuleRequirements Requirements { get; } = new();

    /// <summary>The definitions of a file, one after another: what reads them may report between two.</summary>
    public IEnumerable<Definition> Read(RuleFile file)
    {
        if (!YamlReader.TryRead(file, report, out var documents))
        {
            yield break;
        }

        foreach (var document in documents.Where(document => document.Kind != YamlKind.Null))
        {
            if (document.Kind != YamlKind.Sequence)
            {
                report.Add(
                    RuleCode.YamlValidate,
                    document.Span,
                    $"a rules file is a sequence of items, found {ItemReader.Describe(document)}");
                continue;
            }

            foreach (var item in document.Items.Where(item => item.Kind != YamlKind.Null))
            {
                if (ReadItem(item) is { } definition)
                {
                    yield return definition;
                }
            }
        }
    }

    private Definition? ReadItem(YamlValue item)
    {
        if (item.Kind != YamlKind.Mapping)
        {
            report.Add(
                RuleCode.YamlValidate,
                item.Span,
                $"an item must be a mapping (rule, macro, list, ...), found {ItemReader.Describe(item)}",
                RuleLocation.At(RuleItem.ContentItem, item.Span));
            return null;
        }

        var reader = new ItemReader(item, report);
        reader.Is(RuleItem.ContentItem);
        if (reader.Has("required_engine_version"))
        {
            reader.Is(RuleItem.EngineVersion);
            RequirementReader.ReadEngine(reader, Requirements);
        }
        else if (reader.Has("required_plugin_versions"))
        {
            reader.Is(RuleItem.PluginVersions);
            RequirementReader.ReadPlugins(reader, Requirements);
        }
        else if (reader.Has("list"))
        {
            return ReadList(reader);
        }
        else if (reader.Has("macro"))
        {
            return ReadMacro(reader);
        }
        else if (reader.Has("rule"))
        {
            return RuleItemReader.Read(reader);
        }
        else
        {
            string key = item.Members.Count > 0 ? item.Members[0].Key.Text : string.Empty;
            reader.Report(RuleCode.UnknownItem, item, $"unknown item `{key}` is ignored");
        }

        return null;
    }

    private static ListDefinition? ReadList(ItemReader reader)
    {
        reader.Is(RuleItem.List);
        if (reader.RequireText("list") is not { } name)
        {
            return null;
        }

        reader.Name(name.Text);
        var uses = OverrideReader.Read(reader, KeyOwners.List);
        if (!reader.Has("items"))
        {
            reader.Report(RuleCode.YamlValidate, reader.Item, "key `items` is missing");
        }

        var items = reader.OptionalScalars("items", RuleItem.ListItem) ?? [];
        reader.CheckKeys(ListKeys);
        items.RemoveAll(item => item.Kind is YamlKind.Sequence or YamlKind.Mapping);
        var use = uses.Count > 0 ? ItemUse.Change : ItemUse.Define;
        return new ListDefinition(name.Text, reader.Item, use, items, uses.GetValueOrDefault("items", KeyUse.None));
    }

    private static MacroDefinition? ReadMacro(ItemReader reader)
    {
        reader.Is(RuleItem.Macro);
        if (reader.RequireText("macro") is not { } name)
        {
            return null;
        }

        reader.Name(name.Text);
        var uses = OverrideReader.Read(reader, KeyOwners.Macro);
        var condition = reader.RequireText("condition");
        reader.CheckKeys(MacroKeys);
        var use = uses.Count > 0 ? ItemUse.Change : ItemUse.Define;
        return new MacroDefinition(
            name.Text, reader.Item, use, condition, uses.GetValueOrDefault("condition", KeyUse.None));
    }
}

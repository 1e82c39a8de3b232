namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Reads what a file needs: the level of the engine, and plugins. Of plugins only the form is checked here; whether
/// they are there is <see cref="PluginCheck"/>'s to say, once all files are read.
/// </summary>
internal static class RequirementReader
{
    public static void ReadEngine(ItemReader reader, RuleRequirements requirements)
    {
        if (reader.RequireText("required_engine_version") is not { } value)
        {
            return;
        }

        if (!EngineVersion.TryParse(value.Text, out var needed))
        {
            reader.Report(
                RuleCode.YamlValidate, value, $"an engine version is a number or x.y.z, found `{value.Text}`");
        }
        else if (!EngineVersion.Current.Satisfies(needed))
        {
            reader.Report(
                RuleCode.Validate, value, $"the rules need engine version {needed}, this is {EngineVersion.Current}");
        }
        else
        {
            requirements.Add(needed);
        }
    }

    public static void ReadPlugins(ItemReader reader, RuleRequirements requirements)
    {
        reader.Item.TryGet("required_plugin_versions", out var plugins);
        if (plugins?.Kind != YamlKind.Sequence)
        {
            reader.Report(
                RuleCode.YamlValidate, plugins ?? reader.Item, "`required_plugin_versions` must be a sequence");
            return;
        }

        foreach (var plugin in plugins.Items)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            var read = new List<PluginVersion?> { ReadPlugin(reader, plugin, RuleItem.PluginEntry, names) };
            if (plugin.TryGet("alternatives", out var alternatives) && alternatives.Kind != YamlKind.Sequence)
            {
                reader.ReportValue("alternatives", alternatives, "`alternatives` must be a sequence of plugins");
            }
            else if (alternatives is not null)
            {
                read.AddRange(
                    alternatives.Items.Select(one => ReadPlugin(reader, one, RuleItem.PluginAlternative, names)));
            }

            requirements.Add([.. read.OfType<PluginVersion>()]);
        }
    }

    private static PluginVersion? ReadPlugin(
        ItemReader outer, YamlValue plugin, RuleItem kind, HashSet<string> names)
    {
        if (plugin.Kind != YamlKind.Mapping)
        {
            outer.Report(RuleCode.YamlValidate, plugin, "a required plugin is a mapping of `name` and `version`");
            return null;
        }

        var reader = outer.Enter(plugin, kind);
        var name = reader.RequireText("name");
        var version = reader.RequireText("version");
        if (name is null || version is null)
        {
            return null;
        }

        if (!names.Add(name.Text))
        {
            reader.Report(RuleCode.Validate, name, $"plugin `{name.Text}` is named twice in one requirement");
        }

        if (!version.Text.Contains('.') || !EngineVersion.TryParse(version.Text, out _))
        {
            reader.Report(RuleCode.Validate, version, $"a plugin's version is x.y.z, found `{version.Text}`");
        }

        return new PluginVersion(name.Text, version.Text) { Span = plugin.Span };
    }
}

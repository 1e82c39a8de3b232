using KosmosProbe.Engine.Audit;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Which of Falco's plugins a configuration asks for. Some are built in; what another one would do is missed, and that
/// is told.
/// </summary>
internal static class PluginSettings
{
    private static readonly string[] BuiltIn = ["container", AuditSource.Plugin, "json"];

    /// <summary>Names the plugins that are asked for and not to be had.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <returns>Whole messages.</returns>
    public static IEnumerable<string> Warnings(ConfigValues values) =>
        Asked(values).Where(static name => !BuiltIn.Contains(name.Text)).Select(static name =>
            $"{name.Place}: there is no plugin `{name.Text}` here; built in are {string.Join(", ", BuiltIn)}");

    /// <summary>What a configuration says of a plugin that it asks for; null when it does not ask for it.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <param name="name">The plugin's.</param>
    public static ConfigMap? Find(ConfigValues values, string name) =>
        Asked(values).Any(asked => asked.Text == name)
            ? (values.Find("plugins") as ConfigList)?.Items.OfType<ConfigMap>().FirstOrDefault(
                plugin => plugin.Find("name") is ConfigScalar said && said.Text == name)
            : null;

    // Without `load_plugins` Falco loads what `plugins` has, with it what it names.
    private static IEnumerable<ConfigScalar> Asked(ConfigValues values) => values.Find("load_plugins") is null
        ? values.Maps("plugins").Select(static plugin => plugin.Find("name")).OfType<ConfigScalar>()
        : values.Texts("load_plugins");
}

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Which of Falco's plugins a configuration asks for. There is one here, <c>container</c>, and it is built in; what
/// another one would do is missed, and that is told.
/// </summary>
internal static class PluginSettings
{
    private const string BuiltIn = "container";

    /// <summary>Names the plugins that are asked for and not to be had.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <returns>Whole messages.</returns>
    public static IEnumerable<string> Warnings(ConfigValues values)
    {
        // Without `load_plugins` Falco loads what `plugins` has, with it what it names.
        var asked = values.Find("load_plugins") is null
            ? values.Maps("plugins").Select(static plugin => plugin.Find("name")).OfType<ConfigScalar>()
            : values.Texts("load_plugins");
        return asked.Where(static name => name.Text != BuiltIn).Select(
            static name => $"{name.Place}: there is no plugin `{name.Text}` here; {BuiltIn} is built in");
    }
}

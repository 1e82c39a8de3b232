using System.Reflection;
using System.Text.Json;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Host.Listing;

/// <summary>--version, in Falco's form: tools that read Falco's find the same lines and keys.</summary>
internal static class VersionText
{
    /// <summary>The newest Falco engine whose rules this one understands.</summary>
    public const string EngineVersion = "0.63.0";

    /// <summary>This program's version.</summary>
    public static string Probe { get; } =
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            .Split('+')[0];

    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    public static void Write(TextWriter output)
    {
        output.WriteLine($"KosmosProbe version: {Probe}");
        output.WriteLine("Plugin API:    none");
        output.WriteLine($"Engine:        {EngineVersion}");
        output.WriteLine("Driver:");
        output.WriteLine($"  API version:    {Probe}");
        output.WriteLine($"  Schema version: {EventCatalogue.SchemaVersion}");
        output.WriteLine("  Default driver: modern_ebpf");
    }

    /// <summary>Prints it as one JSON object.</summary>
    /// <param name="output">Where to.</param>
    public static void WriteJson(TextWriter output) => output.WriteLine(Json());

    /// <summary>What the web server tells: the same keys and the plugins, of which there are none.</summary>
    public static string WebJson() => $"{Json()[..^1]},\"plugin_versions\":{{}}}}";

    /// <summary>Every version there is, by Falco's keys, in their order.</summary>
    public static SortedDictionary<string, string> All() => new(StringComparer.Ordinal)
    {
        ["default_driver_version"] = Probe,
        ["driver_api_version"] = Probe,
        ["driver_schema_version"] = EventCatalogue.SchemaVersion,
        ["engine_version"] = EngineVersion.Split('.')[1],
        ["engine_version_semver"] = EngineVersion,
        ["falco_version"] = Probe,
        ["kosmos_probe_version"] = Probe,
        ["libs_version"] = Probe,
        ["plugin_api_version"] = "0.0.0",
    };

    private static string Json() => JsonSerializer.Serialize(All(), JsonForm.Compact);
}

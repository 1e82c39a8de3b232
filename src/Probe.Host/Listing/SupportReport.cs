using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.CommandLine;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// --support: what a bug report needs, as one JSON object with Falco's keys and some of ours. Configuration and rules
/// are in it, word for word; environment variables are not, because they often hold what is secret.
/// </summary>
internal static class SupportReport
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The command line.</param>
    /// <param name="config">The configuration it gives.</param>
    /// <param name="rulesFiles">The rules files, directories replaced by what is in them.</param>
    public static void Write(
        TextWriter output, Request request, LoadedConfig config, IEnumerable<RuleFile> rulesFiles)
    {
        var document = new
        {
            cmdline = string.Join(' ', request.CommandLine.Prepend(Environment.ProcessPath)),
            config = TextOf(config.Options.ConfigFile),
            config_files = config.Options.ConfigFiles.Skip(1).Select(static path => new
            {
                name = path,
                content = TextOf(path),
            }),
            engine_info = VersionText.All(),
            merged_config = AsJson(config.Root),
            rules_files = rulesFiles.Select(static file => new
            {
                name = file.Name,
                variants = new[] { new { content = file.Text } },
            }),
            system_info = SystemInfo(),
            version = VersionText.Probe,
            warnings = config.Warnings,
        };
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Compact));
    }

    /// <summary>A configuration as JSON; variables stand as they were written.</summary>
    /// <param name="node">The tree.</param>
    public static JsonNode? AsJson(ConfigNode node) => node switch
    {
        ConfigMap map => new JsonObject(
            map.Entries.Select(static entry => KeyValuePair.Create(entry.Key, AsJson(entry.Value)))),
        ConfigList list => new JsonArray([.. list.Items.Select(AsJson)]),
        ConfigScalar scalar => AsJson(scalar),
        _ => null,
    };

    private static JsonNode? AsJson(ConfigScalar scalar)
    {
        string text = scalar.Written;
        if (scalar.IsQuoted) return text;
        if (scalar.IsNull && text == scalar.Text) return null;
        if (text is "true" or "false") return text == "true";
        return long.TryParse(text, out long number) && $"{number}" == text ? number : text;
    }

    private static object SystemInfo()
    {
        var facts = KernelFacts.Read();
        return new
        {
            btf = facts.HasBtf,
            capabilities = facts.EffectiveCapabilities.ToString("x16", null),
            lockdown = facts.Lockdown,
            machine = facts.Machine switch
            {
                Architecture.X64 => "x86_64",
                Architecture.Arm64 => "aarch64",
                var other => other.ToString().ToLowerInvariant(),
            },
            nodename = Environment.MachineName,
            release = facts.Release,
            runtime = RuntimeInformation.FrameworkDescription,
            sysname = "Linux",
            version = TextOf("/proc/sys/kernel/version").TrimEnd('\n'),
        };
    }

    // The report must come also where something has gone since it was read.
    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"could not be read: {e.Message}";
        }
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using KosmosProbe.Host.CommandLine;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// --support: what a bug report needs, as one JSON object. Configuration and rules are in it, word for word.
/// </summary>
internal static class SupportReport
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The command line.</param>
    /// <param name="options">The configuration it gives.</param>
    /// <param name="rulesFiles">The rules files, directories replaced by what is in them.</param>
    public static void Write(
        TextWriter output, Request request, ProbeOptions options, IEnumerable<string> rulesFiles)
    {
        var facts = KernelFacts.Read();
        var document = new
        {
            version = VersionText.Probe,
            engine_info = new { engine_version = VersionText.EngineVersion },
            system_info = new
            {
                machine = RuntimeInformation.OSArchitecture.ToString(),
                nodename = Environment.MachineName,
                release = facts.Release,
                sysname = "Linux",
                version = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
                btf = facts.HasBtf,
                lockdown = facts.Lockdown,
                capabilities = facts.EffectiveCapabilities.ToString("x16", null),
            },
            cmdline = string.Join(' ', request.CommandLine),
            config = File.ReadAllText(options.ConfigFile),
            rules_files = rulesFiles.Select(static path => new
            {
                name = path,
                content = File.ReadAllText(path),
            }),
        };
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Compact));
    }
}

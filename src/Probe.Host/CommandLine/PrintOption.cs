using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// <c>-p</c>: what is appended to all outputs. Falco has given it up for <c>append_output</c> and takes it still.
/// </summary>
internal static class PrintOption
{
    private const string Containers = "container_id=%container.id container_image=%container.image.repository "
        + "container_image_tag=%container.image.tag container_name=%container.name";

    private const string Pods = "k8s_ns=%k8s.ns.name k8s_pod_name=%k8s.pod.name";

    /// <summary>Said whenever the option is used.</summary>
    public const string Note = "-p is deprecated: write append_output into the configuration, or give "
        + "-o append_output[].suggested_output=true or -o append_output[].extra_output=FORMAT";

    /// <summary>
    /// Takes <c>-pc</c> apart, which would otherwise be the options p and c, as the C library's getopt does.
    /// </summary>
    /// <param name="arguments">As the process was given them.</param>
    public static string[] Separate(IEnumerable<string> arguments) =>
    [
        .. arguments.SelectMany(static argument => argument.StartsWith("-p", StringComparison.Ordinal)
            && argument.Length > 2 ? (string[])["-p", argument[2..]] : [argument]),
    ];

    /// <summary>A configuration with what the option appends.</summary>
    /// <param name="loaded">The configuration.</param>
    /// <param name="format">The option's value; null: not given.</param>
    public static LoadedConfig Apply(LoadedConfig loaded, string? format)
    {
        if (format is null or "") return loaded;
        var rules = loaded.Options.Rules;
        var addition = format switch
        {
            "c" or "container" => Syscall(Containers),
            "k" or "kubernetes" => Syscall($"{Containers} {Pods}"),
            _ => new OutputAddition { ExtraOutput = Checked(format, loaded) },
        };
        return loaded with
        {
            Options = loaded.Options with { Rules = rules with { Additions = [.. rules.Additions, addition] } },
            Warnings = [.. loaded.Warnings, Note],
        };
    }

    private static OutputAddition Syscall(string format) => new() { Source = "syscall", ExtraOutput = format };

    private static string Checked(string format, LoadedConfig loaded)
    {
        OutputAdditions.CheckTemplate(
            new ConfigScalar(new Place("command line", 0, 0), format, quoted: true), "-p", loaded.Options.Fields);
        return format;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Matching.Regexes;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// container.mount and its parts: one of the container's mounts, by number, or the first that a regular expression is
/// found in. As in Falco the expression is searched anywhere, in the sources; for a source, in the destinations.
/// </summary>
internal static class MountFields
{
    /// <summary>The fields, each with what finds the value for an argument.</summary>
    public static readonly MountPart[] Parts =
    [
        Part("container.mount", "One of the container's mounts, by number or by what its source matches.",
            "container.mount[/var/run/docker.sock] exists", mount => mount.Text, mount => mount.Source),
        Part("container.mount.source", "Source of a mount, by number or by what its destination matches.",
            "container.mount.source[/etc] = /etc", mount => mount.Source, mount => mount.Destination),
        Part("container.mount.dest", "Destination of a mount, by number or by what its source matches.",
            "container.mount.dest[/etc] exists", mount => mount.Destination, mount => mount.Source),
        Part("container.mount.mode", "Mode of a mount, by number or by what its source matches.",
            "container.mount.mode[0] = ro", mount => mount.Mode, mount => mount.Source),
        Part("container.mount.rdwr", "Whether a mount may be written, by number or by what its source matches.",
            "container.mount.rdwr[/etc] = true", mount => Word(mount.IsWritable), mount => mount.Source),
        Part("container.mount.propagation", "Propagation of a mount, by number or by what its source matches.",
            "container.mount.propagation[0] = rshared", mount => mount.Propagation, mount => mount.Source),
    ];

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows = [.. Parts.Select(Row)];

    private static readonly byte[] Yes = "true"u8.ToArray();
    private static readonly byte[] No = "false"u8.ToArray();

    private static byte[] Word(bool value) => value ? Yes : No;

    private static MountPart Part(
        string name,
        string description,
        string example,
        Func<ContainerMount, byte[]> part,
        Func<ContainerMount, byte[]> searched) => new(
            name,
            description,
            example,
            argument => Find(argument, searched) is { } find
                ? info => find(info) is { } mount ? part(mount) : null
                : null);

    private static Field Row(MountPart part) => new Field
    {
        Name = part.Name,
        Type = FieldType.Text,
        Description = part.Description,
        Example = part.Example,
        Argument = ArgumentRule.IndexOrKeyRequired,
        WithArgument = argument => part.Resolve(argument) is { } read
            ? FieldRows.Text(
                $"{part.Name}[{argument}]", part.Description, part.Example, ContainerReaders.Inside(read))
            : null,
    }.PerContainer();

    private static Func<ContainerInfo, ContainerMount?>? Find(string argument, Func<ContainerMount, byte[]> searched)
    {
        if (int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return info => index < info.Mounts.Length ? info.Mounts[index] : null;
        }

        if (Search(argument) is not { } isIn)
        {
            return null;
        }

        // Searched once per container: its mounts never change.
        var found = new ConditionalWeakTable<ContainerInfo, StrongBox<ContainerMount?>>();
        return info =>
        {
            if (!found.TryGetValue(info, out var box))
            {
                box = new StrongBox<ContainerMount?>(info.Mounts.FirstOrDefault(
                    mount => isIn(searched(mount))));
                found.AddOrUpdate(info, box);
            }

            return box.Value;
        };
    }

    // Our own expressions fit whole texts, and a dot is no line feed.
    private static Func<byte[], bool>? Search(string pattern) =>
        RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out _, out _)
            && RegexMatcher.TryCreate(
                Encoding.UTF8.GetBytes($"(.|\\n)*({pattern})(.|\\n)*"), out var matcher, out _)
            ? value => matcher.Matches(value)
            : SearchOther(pattern);

    // What RE2's POSIX syntax does not have, \d and the like. .NET's engine costs many times as much to make.
    private static Func<byte[], bool>? SearchOther(string pattern)
    {
        try
        {
            var regex = new Regex(
                pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
            return value => regex.IsMatch(Encoding.UTF8.GetString(value));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>One field of mounts.</summary>
/// <param name="Name">The field.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Example">A condition.</param>
/// <param name="Resolve">What finds the value for an argument; null when the argument is no expression.</param>
internal sealed record MountPart(
    string Name, string Description, string Example, Func<string, Func<ContainerInfo, byte[]?>?> Resolve);

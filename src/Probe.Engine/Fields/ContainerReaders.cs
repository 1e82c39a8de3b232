using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// How the fields of containers and pods read: what the runtime told, missing until it has, and for processes outside
/// of containers what Falco says there.
/// </summary>
internal static class ContainerReaders
{
    private static readonly string[] TellingNames =
        [
            "container.", "is_container_", "k8s.", "user.name", "user.homedir", "user.shell", "user.loginname",
            "group.name",
        ];

    /// <summary>
    /// Whether a field's value, or that of a transformer over such a field, comes from the container runtime, or from
    /// files of the container that are found through it.
    /// </summary>
    /// <param name="field">Any field; with its argument, if it takes one.</param>
    public static bool IsTold(Field field) => IsOfContainer(field)
        && field.Name is not ("container.id" or "container.full_id" or "container.start_ts" or "container.duration");

    /// <summary>Whether a field's value depends on which container it is, or on what is told of it.</summary>
    /// <param name="field">As for <see cref="IsTold"/>.</param>
    public static bool IsOfContainer(Field field) =>
        TellingNames.Any(name => field.Name.Contains(name, StringComparison.Ordinal));

    /// <summary>A text that the host has as well.</summary>
    /// <param name="onHost">The host's.</param>
    /// <param name="read">The container's.</param>
    public static TextReader OrOnHost(byte[] onHost, Func<ContainerInfo, byte[]?> read) =>
        (in context, out value) =>
        {
            var group = context.Thread.Cgroup;
            if (group.IsHost)
            {
                value = onHost;
                return context.Thread.IsKnown;
            }

            byte[]? text = group.Info is { } info ? read(info) : null;
            value = text;
            return text is not null;
        };

    /// <summary>A text that the host does not have.</summary>
    /// <param name="read">The container's.</param>
    public static TextReader Inside(Func<ContainerInfo, byte[]?> read) => (in context, out value) =>
    {
        byte[]? text = context.Thread.Cgroup.Info is { } info ? read(info) : null;
        value = text;
        return text is not null;
    };

    /// <summary>A yes or no; no on the host.</summary>
    /// <param name="read">The container's.</param>
    public static BooleanReader Flag(Func<ContainerInfo, bool?> read) => (in context, out value) =>
    {
        var group = context.Thread.Cgroup;
        value = false;
        if (group.IsHost)
        {
            return context.Thread.IsKnown;
        }

        bool? told = group.Info is { } info ? read(info) : null;
        value = told == true;
        return told is not null;
    };

    /// <summary>One label by its key.</summary>
    /// <param name="key">The whole key.</param>
    /// <param name="labels">Whose labels.</param>
    public static TextReader Label(byte[] key, Func<ContainerInfo, ContainerLabels?> labels) =>
        Inside(info => labels(info) is { } all && all.TryFind(key, out byte[]? value) ? value : null);
}

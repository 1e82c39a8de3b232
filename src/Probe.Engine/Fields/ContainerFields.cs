using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// container.* and k8s.*: what the control group's path tells, which is the container's id. Names, images and pods come
/// from the runtime; until it is asked they are missing in a container and empty or <c>host</c> outside.
/// </summary>
internal static class ContainerFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("container.id", "Short id of the container, or host.", "container.id != host",
            (in context, out value) =>
            {
                value = context.Thread.Cgroup.ContainerId;
                return context.Thread.IsKnown;
            }).PerContainer(),
        Text("container.full_id", "Whole id of the container, or host.", "container.full_id startswith d06f69b0be25",
            (in context, out value) =>
            {
                value = context.Thread.Cgroup.FullContainerId;
                return context.Thread.IsKnown;
            }).PerContainer(),
        Text("container.name", "The runtime's name of the container, or host.",
            "container.name = zeus", Host).PerContainer(),
        Text("container.type", "The container's runtime, or host.",
            "container.type = host", Host).PerContainer(),
        Text("container.image", "The container's image with its tag; empty on the host.",
            "container.image contains kosmos", EmptyOnHost).PerContainer(),
        Text("container.image.repository", "The container's image without its tag; empty on the host.",
            "container.image.repository contains \"kosmos\"", EmptyOnHost).PerContainer(),
        Text("container.image.tag", "Tag of the container's image; empty on the host.",
            "container.image.tag = latest", EmptyOnHost).PerContainer(),
        Text("k8s.ns.name", "Namespace of the container's pod.",
            "k8s.ns.name = kosmos-agents", Never).PerContainer(),
        Text("k8s.pod.name", "Name of the container's pod.",
            "k8s.pod.name startswith zeus", Never).PerContainer(),
    ];

    private static readonly TextReader[] Unasked = [Host, EmptyOnHost, Never];

    /// <summary>Whether a field's value comes from the container runtime, which is not asked yet.</summary>
    /// <param name="field">Any field.</param>
    public static bool NeedsRuntime(Field field) =>
        Unasked.Contains(field.Reader);

    private static bool Host(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = "host"u8;
        return context.Thread.IsKnown && context.Thread.Cgroup.IsHost;
    }

    private static bool EmptyOnHost(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return context.Thread.IsKnown && context.Thread.Cgroup.IsHost;
    }

    private static bool Never(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return false;
    }
}

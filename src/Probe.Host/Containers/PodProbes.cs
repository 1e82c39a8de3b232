using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Exec probes of a container, out of the pod's description that <c>kubectl apply</c> leaves with it. A pod that was
/// made otherwise does not tell its probes.
/// </summary>
internal static class PodProbes
{
    private static readonly string[] Keys =
        ["kubectl.kubernetes.io/last-applied-configuration", "io.kubernetes.container.last-applied-config"];

    /// <summary>Fills in the probes.</summary>
    /// <param name="details">The container; its name is known.</param>
    /// <param name="notes">Labels and annotations of container and pod.</param>
    public static void Read(ContainerDetails details, params ReadOnlySpan<IDictionary<string, string>?> notes)
    {
        foreach (var note in notes)
        {
            foreach (string key in Keys)
            {
                if (note?.TryGetValue(key, out string? text) == true && JsonParts.Parse(text) is { } pod)
                {
                    Read(details, pod, Name(notes) ?? details.Name);
                    return;
                }
            }
        }
    }

    // docker's name of a pod's container is made up of more.
    private static string? Name(ReadOnlySpan<IDictionary<string, string>?> notes)
    {
        foreach (var note in notes)
        {
            if (note?.TryGetValue("io.kubernetes.container.name", out string? name) == true) return name;
        }

        return null;
    }

    // Init and ephemeral containers have none, and their names are in other lists.
    private static void Read(ContainerDetails details, JsonElement pod, string? name)
    {
        var containers = pod.Items("spec", "containers").ToList();
        int at = containers.FindIndex(one => one.Text("name") is { } its && its == name);
        if (at < 0) return;
        details.LivenessProbe = containers[at].Texts("livenessProbe", "exec", "command");
        details.ReadinessProbe = containers[at].Texts("readinessProbe", "exec", "command");
    }
}

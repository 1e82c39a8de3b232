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
                    Read(details, pod);
                    return;
                }
            }
        }
    }

    private static void Read(ContainerDetails details, JsonElement pod)
    {
        var containers = pod.Items("spec", "containers").ToList();
        int at = containers.Count == 1 ? 0 : containers.FindIndex(one => one.Text("name") == details.Name);
        if (at < 0) return;
        details.LivenessProbe = containers[at].Texts("livenessProbe", "exec", "command");
        details.ReadinessProbe = containers[at].Texts("readinessProbe", "exec", "command");
    }
}

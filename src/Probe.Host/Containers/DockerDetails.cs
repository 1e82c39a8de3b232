using System.Globalization;
using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>Makes a container's description of what docker's inspection tells, as Falco derives each field.</summary>
internal static class DockerDetails
{
    /// <summary>Its name, without the leading slash.</summary>
    /// <param name="container">The inspection.</param>
    public static string? Name(JsonElement container) => container.Text("Name")?.TrimStart('/');

    /// <summary>The description.</summary>
    /// <param name="id">Whole id.</param>
    /// <param name="container">The inspection.</param>
    /// <param name="image">The image's inspection, where it could be had.</param>
    /// <param name="type"><c>docker</c> or <c>podman</c>.</param>
    public static ContainerDetails Of(string id, JsonElement container, JsonElement? image, string type)
    {
        var labels = container.Map("Config", "Labels") ?? [];
        string? name = Name(container);
        var details = new ContainerDetails
        {
            FullId = id,
            Name = name,
            Type = type,
            Image = ImageName(container, image),
            ImageDigest = image?.Texts("RepoDigests")?[0] is { } digest ? digest[(digest.IndexOf('@') + 1)..] : "",
            ImageId = container.Text("Image")?.Replace("sha256:", "", StringComparison.Ordinal),
            IsPrivileged = container.Truth("HostConfig", "Privileged"),
            HasHostPid = container.Text("HostConfig", "PidMode") == "host",
            HasHostIpc = container.Text("HostConfig", "IpcMode") == "host",
            HasHostNetwork = container.Text("HostConfig", "NetworkMode") == "host",
            Mounts = [.. container.Items("Mounts").Select(Mount)],
            Labels = labels,
            PodName = labels.GetValueOrDefault(PodNotes.Name),
            PodNamespace = labels.GetValueOrDefault(PodNotes.Namespace),
            PodUid = labels.GetValueOrDefault(PodNotes.Uid),
            SandboxId = labels.GetValueOrDefault("io.kubernetes.sandbox.id"),
            Ip = Address(container),
            CreatedNs = Time(container.Text("Created")),
            StartedNs = Time(container.Text("State", "StartedAt")),
            Pid = container.Integer("State", "Pid"),
        };
        details.HealthCheck = Check(container.Texts("Config", "Healthcheck", "Test"));
        PodProbes.Read(details, labels);
        return details;
    }

    // Who ran an image by its id is told a name that the image has.
    private static string? ImageName(JsonElement container, JsonElement? image)
    {
        string? name = container.Text("Config", "Image");
        bool isId = string.IsNullOrEmpty(name) || name.StartsWith("sha256:", StringComparison.Ordinal)
            || container.Text("Image")?.EndsWith(name, StringComparison.Ordinal) == true;
        return isId && image?.Texts("RepoTags")?[0] is { } tagged ? tagged : name;
    }

    private static string Address(JsonElement container)
    {
        if (container.Text("NetworkSettings", "IPAddress") is { Length: > 0 } address) return address;
        if (container.At("NetworkSettings", "Networks") is not { ValueKind: JsonValueKind.Object } networks) return "";
        return networks.EnumerateObject().Select(static network => network.Value.Text("IPAddress"))
            .FirstOrDefault(static found => !string.IsNullOrEmpty(found)) ?? "";
    }

    private static MountDetails Mount(JsonElement mount) => new(
        mount.Text("Source") ?? "", mount.Text("Destination") ?? "", mount.Text("Mode") ?? "",
        mount.Truth("RW") ?? false, mount.Text("Propagation") ?? "");

    private static List<string>? Check(List<string>? test) => test switch
    {
        ["CMD", _, ..] => test[1..],
        ["CMD-SHELL", var command, ..] => ["/bin/sh", "-c", command],
        _ => null,
    };

    // docker writes the year 1 for what has not happened.
    private static long Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time > DateTimeOffset.UnixEpoch
            ? (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick
            : 0;
}

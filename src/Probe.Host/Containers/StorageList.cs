using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>The list of containers that containers/storage keeps: podman's names and images.</summary>
internal static class StorageList
{
    private const long BytesMax = 16 << 20;

    /// <summary>The lists of a storage; those of containers that go with the machine are kept apart.</summary>
    /// <param name="storage">Its folder.</param>
    public static IEnumerable<string> Files(string storage) =>
    [
        Path.Combine(storage, "overlay-containers", "containers.json"),
        Path.Combine(storage, "overlay-containers", "volatile-containers.json"),
    ];

    /// <summary>Fills in name and image; false when the list does not have the container.</summary>
    /// <param name="details">To be filled.</param>
    /// <param name="path">Of the list.</param>
    /// <exception cref="JsonException">It is no list.</exception>
    public static bool Fill(ContainerDetails details, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > BytesMax) return false;
        using var stream = file.OpenRead();
        using var list = JsonDocument.Parse(stream);
        foreach (var one in list.RootElement.Items())
        {
            if (one.Text("id") != details.FullId) continue;
            var metadata = JsonParts.Parse(one.Text("metadata"));
            details.Name = metadata?.Text("name") ?? one.Texts("names")?[0];
            details.Image = metadata?.Text("image-name");
            details.ImageId = metadata?.Text("image-id") ?? one.Text("image");
            return true;
        }

        return false;
    }
}

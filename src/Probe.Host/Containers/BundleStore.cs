using System.Buffers;
using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Finds bundles: the folder with config.json that every OCI runtime is started on. It exists before the container's
/// control group does, and for containers whose runtime is not there to be asked.
/// </summary>
/// <param name="folders">Where runtimes keep them.</param>
internal sealed class BundleStore(BundleFolders folders)
{
    private const string Tasks = "io.containerd.runtime.v2.task";
    private const long BytesMax = 8 << 20;
    private const int IdLengthMax = 128;

    // The id becomes part of a path: what could lead elsewhere is no id.
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-");

    /// <summary>Finds a container's bundle; null when there is none that can be read.</summary>
    /// <param name="id">Whole id.</param>
    public Bundle? Find(string id)
    {
        if (id.Length is 0 or > IdLengthMax || id.StartsWith('.') || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            return null;
        }

        try
        {
            return OfContainerd(id) ?? OfStorage(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // It went while it was read, or is being written: the runtime will tell.
            return null;
        }
    }

    private Bundle? OfContainerd(string id)
    {
        foreach (string state in folders.ContainerdStates)
        {
            string tasks = Path.Combine(state, Tasks);
            if (!Directory.Exists(tasks)) continue;
            foreach (string scope in Directory.EnumerateDirectories(tasks))
            {
                string folder = Path.Combine(scope, id);
                if (Read(folder, id) is not { } details) continue;
                string name = Path.GetFileName(scope);
                bool isCri = BundleNotes.OfContainerd(details.Details, details.Notes);
                if (isCri) return new Bundle(details.Details, true, name);
                details.Details.Type = name == "moby" ? "docker" : "containerd";
                details.Details.Name = name == "moby" ? null : id;
                return new Bundle(details.Details, false, name);
            }
        }

        return null;
    }

    // CRI-O and podman share a library and so the places; podman's config.json does not tell name and image.
    private Bundle? OfStorage(string id)
    {
        foreach (string storage in folders.Storages)
        {
            string containers = Path.Combine(storage, "overlay-containers");
            if (Read(Path.Combine(containers, id, "userdata"), id) is not { } found) continue;
            if (BundleNotes.OfCrio(found.Details, found.Notes)) return new Bundle(found.Details, true, null);
            found.Details.Type = "podman";
            foreach (string list in folders.Storages.SelectMany(StorageList.Files))
            {
                if (StorageList.Fill(found.Details, list)) break;
            }

            return new Bundle(found.Details, false, null);
        }

        return null;
    }

    private (ContainerDetails Details, Dictionary<string, string> Notes)? Read(string folder, string id)
    {
        var file = new FileInfo(Path.Combine(folder, "config.json"));
        if (!file.Exists || file.Length > BytesMax) return null;
        using var stream = file.OpenRead();
        using var config = JsonDocument.Parse(stream);
        var root = config.RootElement;
        string? rootPath = root.Text("root", "path");
        return (new ContainerDetails
        {
            FullId = id,
            RootPath = rootPath switch
            {
                null => null,
                ['/', ..] => folders.HostRoot + rootPath,
                _ => Path.Combine(folder, rootPath),
            },
            CgroupsPath = root.Text("linux", "cgroupsPath"),
            UserIds = Ids(root, "uidMappings"),
            GroupIds = Ids(root, "gidMappings"),
        }, root.Map("annotations") ?? []);
    }

    // Without a user namespace of its own a bundle has no such list.
    private static IdMap? Ids(JsonElement config, string list)
    {
        var ranges = new List<IdRange>();
        foreach (var item in config.Items("linux", list))
        {
            if (item.Unsigned("containerID") is not { } inside || item.Unsigned("hostID") is not { } outside
                || item.Unsigned("size") is not { } count)
            {
                return null;
            }

            ranges.Add(new IdRange(inside, outside, count));
        }

        return ranges.Count == 0 ? null : new IdMap(ranges);
    }
}

using System.Buffers;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// Which container a control group's path names, by Falco's own rules: runtime by runtime, the first form that fits.
/// The node's own rules (<see cref="Threads.ContainerId"/>) go beyond them where Falco takes a container for the host.
/// </summary>
internal static class RecordedContainerId
{
    private const int FullLength = 64;
    private const int ShortLength = 12;

    // Prefix and suffix around 64 hex digits, in Falco's order; no suffix: the path's end.
    private static readonly (byte[] Prefix, byte[] Suffix)[] HexForms =
    [
        ("/libpod-"u8.ToArray(), ".scope"u8.ToArray()),
        ("/libpod-"u8.ToArray(), ".scope/container"u8.ToArray()),
        ("/libpod-"u8.ToArray(), []),
        ("/libpod-payload-"u8.ToArray(), ".scope"u8.ToArray()),
        ("/libpod-payload-"u8.ToArray(), ".scope/container"u8.ToArray()),
        ("/libpod-payload-"u8.ToArray(), []),
        ("/"u8.ToArray(), []),
        ("/docker-"u8.ToArray(), ".scope"u8.ToArray()),
        ("/crio-"u8.ToArray(), []),
        ("/cri-containerd-"u8.ToArray(), ".scope"u8.ToArray()),
        ("/crio-"u8.ToArray(), ".scope"u8.ToArray()),
        (":cri-containerd:"u8.ToArray(), []),
        ("/nerdctl-"u8.ToArray(), ".scope"u8.ToArray()),
    ];

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> BpmCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-"u8);

    /// <summary>Finds the id.</summary>
    /// <param name="path">Of a control group.</param>
    /// <param name="id">container.id.</param>
    /// <param name="type">container.type, where the form alone tells it; else null.</param>
    public static bool TryFind(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id, out string? type)
    {
        type = null;
        foreach (var (prefix, suffix) in HexForms)
        {
            if (TryHex(path, prefix, suffix, out id))
            {
                return true;
            }
        }

        if (TryContainerd(path, out id))
        {
            return true;
        }

        type = TryLxc(path, out id) ? "lxc" : TryLibvirt(path, out id) ? "libvirt-lxc"
            : TryBpm(path, out id) ? "bpm" : null;
        return type is not null && !id.IsEmpty;
    }

    private static bool TryHex(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix, out ReadOnlySpan<byte> id)
    {
        id = default;
        int start = path.LastIndexOf(prefix) + prefix.Length;
        int end = suffix.IsEmpty ? path.Length : path.LastIndexOf(suffix);
        if (start < prefix.Length || end - start != FullLength)
        {
            return false;
        }

        // Falco compares the place of the first other character in the whole path with the length of an id.
        int other = path[start..].IndexOfAnyExcept(HexDigits);
        if (other >= 0 && start + other < FullLength)
        {
            return false;
        }

        id = path.Slice(start, ShortLength);
        return true;
    }

    // containerd's own clients: the id stands behind the first part of the path that is a name between slashes.
    private static bool TryContainerd(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!TryNamespace(path, out var enclosed))
        {
            return false;
        }

        id = path[(path.LastIndexOf(enclosed) + enclosed.Length)..];
        if (id.IsEmpty || id.Length > FullLength
            || path.EndsWith(".service"u8) || path.EndsWith(".slice"u8) || path.EndsWith(".scope"u8))
        {
            return false;
        }

        id = id[..Math.Min(id.Length, ShortLength)];
        return true;
    }

    /// <summary>The first name between slashes, with them: letters and digits, in parts joined by one of ._-.</summary>
    private static bool TryNamespace(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> enclosed)
    {
        for (int start = path.IndexOf((byte)'/'); start >= 0 && start + 1 < path.Length;)
        {
            int length = path[(start + 1)..].IndexOf((byte)'/');
            if (length < 0)
            {
                break;
            }

            if (IsName(path.Slice(start + 1, length)))
            {
                enclosed = path.Slice(start, length + 2);
                return true;
            }

            start += length + 1;
        }

        enclosed = default;
        return false;
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        bool isPart = false;
        foreach (byte character in text)
        {
            bool isNamed = NameCharacters.Contains(character);
            if (!isNamed && (!isPart || character is not ((byte)'.' or (byte)'_' or (byte)'-')))
            {
                return false;
            }

            isPart = isNamed;
        }

        return isPart;
    }

    private static bool TryLxc(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id) =>
        TryAfter(path, "/lxc/"u8, out id) || TryAfter(path, "/lxc.payload/"u8, out id)
        || TryAfter(path, "/lxc.payload."u8, out id);

    private static bool TryAfter(ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> id)
    {
        int start = path.IndexOf(prefix);
        id = start < 0 ? default : UpTo(path[(start + prefix.Length)..], "/"u8);
        return start >= 0;
    }

    private static bool TryLibvirt(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        var plain = ".libvirt-lxc"u8;
        int slash = path.LastIndexOf((byte)'/');
        if (slash >= 0 && path.EndsWith(plain) && path.IndexOf(plain) == path.Length - plain.Length)
        {
            id = path[(slash + 1)..^plain.Length];
            return true;
        }

        // machine-lxc\x2d4\x2dname.scope: what follows the escape's first three characters and one more.
        var unit = "-lxc\\x2"u8;
        var end = path.IndexOf(".scope/libvirt"u8) >= 0 ? ".scope/libvirt"u8 : ".scope"u8;
        int start = path.IndexOf(unit);
        int stop = path.IndexOf(end);
        if (start >= 0 && stop >= start + unit.Length + 1 && stop == path.Length - end.Length)
        {
            id = path[(start + unit.Length + 1)..stop];
            return true;
        }

        var old = "/libvirt/lxc/"u8;
        start = path.IndexOf(old);
        id = start < 0 ? default : path[(start + old.Length)..];
        return start >= 0;
    }

    private static bool TryBpm(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        int start = path.IndexOf("bpm-"u8);
        id = start < 0 ? default : UpTo(path[(start + "bpm-"u8.Length)..], ".scope"u8);
        return !id.IsEmpty && !id.ContainsAnyExcept(BpmCharacters);
    }

    private static ReadOnlySpan<byte> UpTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        int length = text.IndexOf(end);
        return length < 0 ? text : text[..length];
    }
}

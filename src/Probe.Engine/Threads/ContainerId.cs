using System.Buffers;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Which container a control group's path names. Runtimes put a container's id, 64 hex digits, at the path's end in a
/// form of their own; each form is looked for where its prefix and suffix stand last, as Falco does.
/// Which runtime it is does not matter here: only the id does.
/// </summary>
internal static class ContainerId
{
    private const int FullLength = 64;
    private const int ShortLength = 12;
    private const int PlainLengthMax = 64;

    /// <summary>Prefix and suffix around 64 hex digits; no suffix: the path's end.</summary>
    private static readonly (byte[] Prefix, byte[] Suffix)[] HexForms =
    [
        .. Forms(
            ("/libpod-", ".scope"), ("/libpod-", ".scope/container"), ("/libpod-", ""),
            ("/libpod-payload-", ".scope"), ("/libpod-payload-", ".scope/container"), ("/libpod-payload-", ""),
            ("/", ""), ("/docker-", ".scope"),
            ("/crio-", ""), ("/cri-containerd-", ".scope"), ("/crio-", ".scope"), (":cri-containerd:", ""),
            ("/nerdctl-", ".scope")),
    ];

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static readonly byte[][] LxcPrefixes =
        ["/lxc.payload."u8.ToArray(), "/lxc.payload/"u8.ToArray(), "/lxc/"u8.ToArray()];

    /// <summary>
    /// The ids of all containers that a path names, innermost first, each once: where it stands outermost. No more than
    /// <see cref="ContainerClaims.CountMax"/>; beyond it the inner ones are left out.
    /// </summary>
    /// <param name="path">Of a control group.</param>
    public static List<ContainerIdPlace> FindAll(ReadOnlySpan<byte> path)
    {
        var found = new List<ContainerIdPlace>();
        int length = path.Length;
        while (length > 0 && TryFind(path[..length], out var id, out var shortId, out bool needsProof)
            && (found.Count == 0 || !needsProof) && path.Overlaps(id, out int start))
        {
            Forget(found, path, id);
            found.Add(new ContainerIdPlace(start, id.Length, shortId.Length, length, needsProof));
            length = path[..start].LastIndexOf((byte)'/');
        }

        found.RemoveRange(0, Math.Max(0, found.Count - ContainerClaims.CountMax));
        return found;
    }

    /// <summary>Finds the innermost id.</summary>
    /// <param name="path">Of a control group.</param>
    /// <param name="id">The whole id, a part of the path.</param>
    /// <param name="shortId">As <c>container.id</c> has it: 12 characters where the runtime makes ids up.</param>
    /// <param name="needsProof">
    /// The form is plain containerd's, two names and no more: any program may have made such a group.
    /// </param>
    public static bool TryFind(
        ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> shortId, out bool needsProof)
    {
        bool isHex = TryHexForms(path, out id) || TryEnclosing(path, out id);
        bool isPlain = !isHex && TryContainerd(path, out id);
        bool isNamed = TryLxc(path, out var name) || TryLibvirt(path, out name) || TryBpm(path, out name);
        needsProof = isPlain && !isNamed;
        if (isHex || isPlain)
        {
            shortId = id[..Math.Min(id.Length, ShortLength)];
            return true;
        }

        shortId = id = name;
        return isNamed;
    }

    private static void Forget(List<ContainerIdPlace> found, ReadOnlySpan<byte> path, ReadOnlySpan<byte> id)
    {
        for (int i = found.Count - 1; i >= 0; i--)
        {
            if (path.Slice(found[i].Start, found[i].Length).SequenceEqual(id)) found.RemoveAt(i);
        }
    }

    // A cluster's node may be a container itself (kind, k3d): of two ids in a path the inner one is the container's.
    private static bool TryHexForms(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        id = default;
        int innermost = -1;
        foreach (var (prefix, suffix) in HexForms)
        {
            if (TryHex(path, prefix, suffix, out var found, out int start) && start > innermost)
            {
                id = found;
                innermost = start;
            }
        }

        return innermost >= 0;
    }

    // A container may divide its own group (systemd inside of it does), and a process that moved itself into a part is
    // still inside. Falco takes it for the host's.
    private static bool TryEnclosing(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        id = default;
        bool found = false;
        for (int end = path.LastIndexOf((byte)'/'); end > 0 && !found; end = path.LastIndexOf((byte)'/'))
        {
            path = path[..end];
            found = TryHexForms(path, out id);
        }

        return found;
    }

    private static bool TryHex(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> suffix,
        out ReadOnlySpan<byte> id, out int start)
    {
        id = default;
        start = path.LastIndexOf(prefix) + prefix.Length;
        int end = suffix.IsEmpty ? path.Length : path.LastIndexOf(suffix);
        if (start < prefix.Length || end - start != FullLength)
        {
            return false;
        }

        id = path.Slice(start, FullLength);
        return IsHex(id);
    }

    // Plain containerd: /namespace/id and nothing else; systemd's own units look alike and are left out.
    private static bool TryContainerd(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!path.StartsWith((byte)'/')
            || path.EndsWith(".service"u8) || path.EndsWith(".slice"u8) || path.EndsWith(".scope"u8))
        {
            return false;
        }

        var rest = path[1..];
        int slash = rest.IndexOf((byte)'/');
        if (slash <= 0)
        {
            return false;
        }

        id = rest[(slash + 1)..];
        return id.Length is > 0 and <= PlainLengthMax && !id.Contains((byte)'/');
    }

    private static bool TryLxc(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        foreach (byte[] prefix in LxcPrefixes)
        {
            int start = path.IndexOf(prefix);
            if (start >= 0)
            {
                id = UpTo(path[(start + prefix.Length)..], "/"u8);
                return !id.IsEmpty;
            }
        }

        id = default;
        return false;
    }

    private static bool TryLibvirt(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        id = default;
        int end = path.LastIndexOf(".libvirt-lxc"u8);
        if (end >= 0)
        {
            id = path[(path[..end].LastIndexOf((byte)'/') + 1)..end];
            return !id.IsEmpty;
        }

        int machine = path.LastIndexOf("machine-lxc\\x2d"u8);
        if (machine >= 0)
        {
            var unit = UpTo(path[(machine + "machine-lxc\\x2d"u8.Length)..], ".scope"u8);
            int dash = unit.IndexOf("\\x2d"u8);
            id = dash < 0 ? default : unit[(dash + "\\x2d"u8.Length)..];
            return !id.IsEmpty;
        }

        int libvirt = path.LastIndexOf("/libvirt/lxc/"u8);
        if (libvirt >= 0)
        {
            id = UpTo(path[(libvirt + "/libvirt/lxc/"u8.Length)..], "/"u8);
        }

        return !id.IsEmpty;
    }

    private static bool TryBpm(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id)
    {
        int start = path.LastIndexOf("/bpm-"u8);
        id = start < 0 ? default : UpTo(path[(start + "/bpm-"u8.Length)..], ".scope"u8);
        return !id.IsEmpty;
    }

    private static ReadOnlySpan<byte> UpTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        int length = text.IndexOf(end);
        return length < 0 ? text : text[..length];
    }

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(HexDigits);

    private static IEnumerable<(byte[] Prefix, byte[] Suffix)> Forms(params (string Prefix, string Suffix)[] forms) =>
        forms.Select(form => (System.Text.Encoding.ASCII.GetBytes(form.Prefix),
            System.Text.Encoding.ASCII.GetBytes(form.Suffix)));
}

using System.Text;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// Looks where names of calls lead, on a thread of its own: through the root of the caller, or of an ancestor of its
/// when it has ended. Each container has a <see cref="LinkLane"/> of its own, so that a file system that does not
/// answer costs nobody else.
/// </summary>
/// <param name="names">Who asks.</param>
/// <param name="identities">Knows the files of which hard links are looked for.</param>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
/// <param name="log">Where limits are told.</param>
internal sealed class LinkWatch(LinkedNames names, FileIdentities identities, string hostRoot, ILogger log)
    : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);
    private static readonly byte[][] OwnRoots = ["/proc/self/root"u8.ToArray(), "/proc/thread-self/root"u8.ToArray()];

    private readonly Namespaces _namespaces = new(hostRoot);
    private readonly uint _nodesNamespace = Namespaces.NumberOf(
        hostRoot.Length == 0 ? "/proc/self" : $"{hostRoot}/proc/1");
    private Thread? _thread;
    private volatile bool _stopped;

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "links", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _thread?.Join(StopMax);
    }

    private void Run()
    {
        var lanes = new LinkLanes(Look, log);
        while (!_stopped)
        {
            if (!names.Wait(WaitMax)) continue;
            while (names.TryTake(out var question)) lanes.Hand(question);
        }
    }

    private void Look(LinkQuestion question)
    {
        using var root = WhoSees(question).Select(static who => RootedFolder.TryOpen(who.Root)).FirstOrDefault(
            static opened => opened is not null);
        foreach (var name in question.Names)
        {
            if (root is not null && name.Path.Length > 0) name.Found = Look(root, name, question);
        }

        if (root is not null && question.MakesLink) LookAtLink(root, question);
        question.Answer();
    }

    // Whichever way the first name took, and be it another link itself: the second one is the file by now.
    private void LookAtLink(RootedFolder root, LinkQuestion question)
    {
        var table = identities.Table;
        if (table.Count == 0 || question.Names[1].Path.IsEmpty) return;
        var file = root.LookAt(BelowRoot(question.Names[1].Path, question));
        if (file.IsNone || !table.Files.Any(one => one.File.Inode == file.Inode)) return;
        if (!TryFindDevice(file.MountId, question, out uint device)) return;
        var first = question.Names[0];
        byte[][] paths = [.. table.PathsOf(new FileIdentity(device, file.Inode), question.MountNamespace)];
        if (paths.Length == 0 || Array.Exists(paths, path => path.AsSpan().SequenceEqual(first.Found))) return;
        first.Found = Array.Find(paths, path => question.Names[1].Found?.AsSpan().SequenceEqual(path) != true);
    }

    private bool TryFindDevice(int mountId, LinkQuestion question, out uint device)
    {
        foreach (var (process, _) in WhoSees(question))
        {
            if (MountTable.TryRead(process, out var mounts) && mounts.TryFind(mountId, out device)) return true;
        }

        device = 0;
        return false;
    }

    // The caller may end at any time; an ancestor of its, and the probe itself on the node, see the same mounts. An id
    // may be another process' by now, and a process elsewhere.
    private IEnumerable<(string Process, string Root)> WhoSees(LinkQuestion question)
    {
        foreach (uint process in question.Processes.ToArray())
        {
            string folder = _namespaces.Of(process);
            if (process > 0 && Namespaces.NumberOf(folder) == question.MountNamespace)
            {
                yield return (folder, $"{folder}/root");
            }
        }

        if (question.MountNamespace != _nodesNamespace) yield break;
        yield return ("/proc/self", hostRoot.Length == 0 ? "/" : hostRoot);
    }

    // What was removed or renamed is no more: its directory is, and the name in it.
    private static byte[]? Look(RootedFolder root, AskedName name, LinkQuestion question)
    {
        var path = BelowRoot(name.Path.TrimEnd((byte)'/'), question);
        if (name.FollowsLast && root.Follow(path, followsLast: true) is { } whole) return whole;
        int slash = path.LastIndexOf((byte)'/');
        var last = path[(slash + 1)..];
        if (slash < 0 || last.IsEmpty || last.SequenceEqual("."u8) || last.SequenceEqual(".."u8)) return null;
        byte[]? directory = slash == 0 ? [] : root.Follow(path[..slash], followsLast: true);
        return directory is null ? null : [.. directory.Length == 1 ? [] : directory, (byte)'/', .. last];
    }

    // A process' link to its own root leads to that, whoever looks.
    private static ReadOnlySpan<byte> BelowRoot(ReadOnlySpan<byte> path, LinkQuestion question)
    {
        for (bool any = true; any;)
        {
            any = false;
            foreach (byte[] start in OwnRoots) any |= TryCut(ref path, start);
            any |= TryCut(ref path, Encoding.UTF8.GetBytes($"/proc/{question.Processes[1]}/root"));
        }

        return path;
    }

    private static bool TryCut(ref ReadOnlySpan<byte> path, ReadOnlySpan<byte> start)
    {
        if (!path.StartsWith(start) || path.Length <= start.Length || path[start.Length] != '/') return false;
        path = path[start.Length..];
        return true;
    }
}

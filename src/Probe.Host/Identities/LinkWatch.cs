using System.Text;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// Looks where names of calls lead, on a thread of its own: through the root of the caller, or of an ancestor of its
/// when it has ended. A file system that does not answer costs the calls of a moment, and a thread until it does.
/// </summary>
/// <param name="names">Who asks.</param>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
internal sealed class LinkWatch(LinkedNames names, string hostRoot) : IDisposable
{
    private const int BatchMax = 64;
    private const int HangingMax = 4;

    private static readonly TimeSpan LookMax = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);
    private static readonly byte[][] OwnRoots = ["/proc/self/root"u8.ToArray(), "/proc/thread-self/root"u8.ToArray()];

    private readonly Namespaces _namespaces = new(hostRoot);
    private readonly uint _nodesNamespace = Namespaces.NumberOf(
        hostRoot.Length == 0 ? "/proc/self" : $"{hostRoot}/proc/1");
    private Thread? _thread;
    private volatile bool _stopped;
    private int _hanging;

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
        while (!_stopped)
        {
            if (!names.Wait(WaitMax)) continue;
            var batch = new List<LinkQuestion>();
            while (batch.Count < BatchMax && names.TryTake(out var question)) batch.Add(question);
            if (Volatile.Read(ref _hanging) < HangingMax) Look(batch);
        }
    }

    private void Look(List<LinkQuestion> batch)
    {
        var looking = Task.Run(() => batch.ForEach(Look));
        if (looking.Wait(LookMax)) return;
        Interlocked.Increment(ref _hanging);
        _ = looking.ContinueWith(_ => Interlocked.Decrement(ref _hanging), TaskScheduler.Default);
    }

    private void Look(LinkQuestion question)
    {
        using var root = RootFor(question);
        foreach (var name in question.Names)
        {
            if (root is not null && name.Path.Length > 0) name.Found = Look(root, name, question);
        }

        question.Answer();
    }

    // An id may be another process' by now, and a process elsewhere.
    private RootedFolder? RootFor(LinkQuestion question)
    {
        foreach (uint process in question.Processes)
        {
            string folder = _namespaces.Of(process);
            if (process > 0 && Namespaces.NumberOf(folder) == question.MountNamespace
                && RootedFolder.TryOpen($"{folder}/root") is { } root)
            {
                return root;
            }
        }

        return question.MountNamespace == _nodesNamespace
            ? RootedFolder.TryOpen(hostRoot.Length == 0 ? "/" : hostRoot)
            : null;
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

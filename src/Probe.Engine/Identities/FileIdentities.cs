using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Identities;

/// <summary>Asks to look at a mount namespace again.</summary>
/// <param name="Namespace">Its inode number; 0: that of the thread.</param>
/// <param name="Tid">A thread that was in it; 0 and no namespace: look at all.</param>
public readonly record struct LookRequest(uint Namespace, uint Tid);

/// <summary>
/// Which files the paths that rules compare with lead to. The event thread reads the table that was published last and
/// asks for another look when an event says that it is out of date; another thread looks and publishes.
/// </summary>
public sealed class FileIdentities : IDisposable
{
    // Looks of one namespace are done together, so there is a request or two for each that is busy.
    private const int RequestsMax = 1024;

    private const ulong CloneNewNamespace = 0x20000;

    private readonly RequestQueue<LookRequest> _requests = new(RequestsMax);
    private volatile IdentityTable _table = IdentityTable.Empty;

    /// <summary>What is known.</summary>
    public IdentityTable Table => _table;

    /// <summary>Requests that found no room. All namespaces are to be looked at for each of them.</summary>
    public long Refused => _requests.Refused;

    /// <summary>Puts another table in the place of the one that is known.</summary>
    /// <param name="table">The table.</param>
    public void Publish(IdentityTable table) => _table = table;

    /// <summary>Asks for a look; any thread.</summary>
    /// <param name="request">At what.</param>
    public void Ask(LookRequest request) => _requests.TryAdd(request);

    /// <summary>Who looks: takes the oldest request.</summary>
    /// <param name="request">The request.</param>
    public bool TryTake(out LookRequest request) => _requests.TryTake(out request);

    /// <summary>Who looks: waits for a request; one thread. False when none came in time.</summary>
    /// <param name="timeout">How long at most; finite.</param>
    public bool Wait(TimeSpan timeout) => _requests.Wait(timeout);

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    /// <summary>
    /// The paths that lead to the file that an event opened or is about; empty where its own name is the only one that
    /// matters.
    /// </summary>
    /// <param name="context">The event.</param>
    internal ReadOnlySpan<byte[]> PathsOf(in EventContext context)
    {
        var table = _table;
        if (table.Count == 0 || !TellsFile(context.Event.Type)) return default;
        var file = new FileIdentity(FdText.Device(context), FdText.Inode(context));
        if (file.Inode == 0) return default;
        var paths = table.PathsOf(file, context.Event.Header.MountNamespace);
        return paths.Length == 1 && FdText.TryName(context, out var name) && name.SequenceEqual(paths[0])
            ? default
            : paths;
    }

    /// <summary>Whether events of a type may say which file they are about.</summary>
    /// <param name="type">The type.</param>
    internal static bool TellsFile(EventType type) =>
        FdText.IsOpen(type) || (CallEvents.Contains(type) && CallObject.HasDescriptor(type));

    /// <summary>
    /// Whether an event that is no open may tell that paths lead elsewhere, if it comes; those of
    /// <see cref="Rules.RuleSet.FollowedTypes"/> come in any case.
    /// </summary>
    /// <param name="type">The event.</param>
    internal static bool MayFollow(EventType type) => type is EventType.Link or EventType.Linkat or EventType.Symlink
        or EventType.Symlinkat or EventType.Unlink or EventType.Unlinkat;

    /// <summary>Asks for another look when an event may have changed where paths lead.</summary>
    /// <param name="context">The event.</param>
    internal void Follow(in EventContext context)
    {
        var table = _table;
        if (table.PathsCount == 0 || context.Result < 0) return;
        ref readonly var header = ref context.Event.Header;
        bool isChange = header.Type switch
        {
            EventType.Open or EventType.Openat or EventType.Openat2 or EventType.Creat => IsNew(context, table),
            EventType.Execve => !table.Knows(header.MountNamespace),
            EventType.Clone or EventType.Clone3 or EventType.Fork or EventType.Vfork => false,
            EventType.Rename or EventType.Renameat or EventType.Renameat2 or EventType.Link or EventType.Linkat =>
                IsNamed(context, table, 0) || IsNamed(context, table, 1),
            EventType.Symlink or EventType.Symlinkat or EventType.Unlink or EventType.Unlinkat =>
                IsNamed(context, table, 0),
            EventType.Unshare => ((ulong)context.Event.As<CallEvent>().Numbers[0] & CloneNewNamespace) != 0,
            EventType.Setns => !table.Knows(header.MountNamespace),
            EventType.Mount or EventType.Umount or EventType.Umount2 or EventType.MoveMount or EventType.PivotRoot =>
                true,
            _ => false,
        };
        if (isChange)
        {
            Ask(new LookRequest(header.MountNamespace, header.Tid));
        }
        else if (EventTable.IsClone(header.Type) && context.Result > 0)
        {
            FollowClone(in context.Event.As<CloneEvent>());
        }
    }

    private void FollowClone(in CloneEvent clone)
    {
        if ((clone.CloneFlags & CloneNewNamespace) != 0) Ask(new LookRequest(0, clone.ChildTid));
    }

    // A file that this very call made where a rule looks for one.
    private static bool IsNew(in EventContext context, IdentityTable table)
    {
        ref readonly var open = ref context.Event.As<OpenEvent>();
        return (open.OpenFlags & OpenFlags.Created) != 0 && table.Names(context.Event.Text(open.Path));
    }

    private static bool IsNamed(in EventContext context, IdentityTable table, int place) =>
        CallPaths.TryRebuild(context, place, out var path) && table.Names(path);
}

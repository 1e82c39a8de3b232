using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Identities;

/// <summary>
/// Where the names of one call lead. The event thread asks, another thread answers once; until then it belongs to that
/// one, but for the event, which only the event thread looks at. Memory is reused.
/// </summary>
public sealed class LinkQuestion
{
    private const int ProcessesMax = 4;

    private readonly uint[] _processes = new uint[ProcessesMax];
    private readonly AskedName[] _names = [new(), new()];
    private volatile bool _isAnswered;

    internal LinkQuestion()
    {
    }

    /// <summary>The call.</summary>
    internal HeldEvent Event { get; } = new();

    /// <summary>When it was asked, by <see cref="Environment.TickCount64"/>.</summary>
    internal long SinceMs { get; private set; }

    /// <summary>Inode number of the mount namespace that the names count in.</summary>
    public uint MountNamespace { get; private set; }

    /// <summary>The caller and its ancestors, one of whom may still be there to look through; 0: none.</summary>
    public ReadOnlySpan<uint> Processes => _processes;

    /// <summary>The process that made the call.</summary>
    internal uint Pid => _processes[1];

    /// <summary>Somebody has looked.</summary>
    internal bool IsAnswered => _isAnswered;

    /// <summary>Who asks.</summary>
    public LinkOrigin Origin { get; internal set; }

    /// <summary>The call made the second name another one of the file that the first leads to.</summary>
    public bool MakesLink { get; private set; }

    /// <summary>The names; those that are not asked for are empty.</summary>
    public ReadOnlySpan<AskedName> Names => _names;

    /// <summary>The path that the name at a place leads to; null when it is not known to lead elsewhere.</summary>
    /// <param name="place">Of the text, as in bpf/calls.h.</param>
    internal byte[]? Found(int place) => place < _names.Length ? _names[place].Found : null;

    /// <summary>Takes a call in. False when there is nothing to ask.</summary>
    /// <param name="context">The call.</param>
    internal bool TryTake(in EventContext context)
    {
        bool any = false;
        for (int place = 0; place < _names.Length; place++) any |= _names[place].TryTake(context, place);
        if (!any) return false;
        ref readonly var header = ref context.Event.Header;
        MountNamespace = header.MountNamespace;
        Origin = OriginOf(context);
        MakesLink = IsOfLink(header.Type);
        _processes[0] = header.Tid;
        _processes[1] = header.Pid;
        var parent = context.Node.Threads.ParentOf(context.Thread);
        _processes[2] = parent?.Pid ?? 0;
        _processes[3] = parent is null ? 0 : context.Node.Threads.ParentOf(parent)?.Pid ?? 0;
        SinceMs = Environment.TickCount64;
        _isAnswered = false;
        return true;
    }

    /// <summary>Whether calls of a type make hard links.</summary>
    /// <param name="type">The type.</param>
    internal static bool IsOfLink(EventType type) => type is EventType.Link or EventType.Linkat;

    /// <summary>Who asks by a call.</summary>
    /// <param name="context">The call.</param>
    internal static LinkOrigin OriginOf(in EventContext context) => context.Thread.Cgroup.Container is { } container
        ? new LinkOrigin(container, 0)
        : new LinkOrigin(null, context.Event.Header.MountNamespace);

    /// <summary>Who looks: has done so.</summary>
    public void Answer() => _isAnswered = true;

    /// <summary>Whether any name leads elsewhere than its text says; forgets those that do not.</summary>
    /// <param name="context">The call.</param>
    internal bool LeadsElsewhere(in EventContext context)
    {
        bool any = false;
        for (int place = 0; place < _names.Length; place++) any |= _names[place].LeadsElsewhere(context, place);
        return any;
    }
}

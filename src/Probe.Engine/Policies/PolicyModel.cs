using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Identities;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// What a policy means, for proofs: as little is sent as it allows. The programs send the same and, where it would be
/// dear to tell, more.
/// </summary>
internal static class PolicyModel
{
    /// <summary>Whether an event is sent.</summary>
    /// <param name="policy">The policy of its control group.</param>
    /// <param name="context">The event.</param>
    /// <param name="identities">Files that are watched; null: none.</param>
    public static bool Sends(KernelPolicy policy, in EventContext context, FileIdentities? identities = null)
    {
        int eventClass = EventClasses.Of(context.Event);
        if (policy.FilterOf(eventClass) is not { } filter) return policy.Verdicts[eventClass] == KernelPolicy.Send;
        return FdText.IsOpen(context.Event.Type)
            ? PassesOpen(filter, context, identities)
            : PassesSocket(filter, context);
    }

    private static bool PassesOpen(EventFilter filter, in EventContext context, FileIdentities? identities)
    {
        ref readonly var open = ref context.Event.As<OpenEvent>();
        var name = context.Event.Text(open.Name);
        bool worked = context.Result >= 0;
        var path = context.Event.Text(open.Path);
        if (worked && (path.IsEmpty || (context.Event.Header.Flags & RecordFlags.Truncated) != 0)) return true;
        if (worked && Bears(filter, path, name)) return true;
        var other = context.Event.Text(open.OtherPath);
        if (worked && !other.IsEmpty && Bears(filter, other, name)) return true;
        if (worked && filter.Identities && identities is not null && !identities.PathsOf(context).IsEmpty) return true;
        context.Node.Scratch.Reset();
        bool isAsked = !worked || filter.AskedNames;
        return isAsked && OpenPaths.TryRebuild(context, out var asked) && Bears(filter, asked, name);
    }

    private static bool Bears(EventFilter filter, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        foreach (var mark in filter.Marks)
        {
            if (mark.IsIn(path, name)) return true;
        }

        return false;
    }

    private static bool PassesSocket(EventFilter filter, in EventContext context)
    {
        ref readonly var state = ref context.Event.Type == EventType.Connect
            ? ref context.Event.As<ConnectEvent>().Socket
            : ref context.Event.As<SendEvent>().Socket;
        bool isPort = filter.Ports.Count == 0 || filter.Ports.Contains(state.RemotePort);
        return isPort && (filter.Networks.Count == 0 || IsIn(filter.Networks, SocketFactsOf.Remote(in state)));
    }

    private static bool IsIn(IReadOnlyList<AddressPrefix> networks, IpAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }
}

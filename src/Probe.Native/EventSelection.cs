namespace KosmosProbe.Native;

/// <summary>
/// Which events the programs look at and send, in tables that they share with this process. Which system call means
/// which event the object itself knows: its tables start out filled (bpf/arch.h), and are thinned out here.
/// </summary>
internal sealed class EventSelection
{
    // EVENT_IO_URING_ENTER, bpf/events.h. Its end is one of the moments at which requests are told.
    private const int IoUringEnter = 72;

    private readonly GlobalVariables _globals;
    private readonly byte[] _handlers;
    private readonly byte[] _stateCalls;
    private readonly byte[] _alsoToldAs;
    private readonly byte[] _requests;

    /// <summary>Remembers the tables as the object has them; before anything is attached.</summary>
    internal EventSelection(GlobalVariables globals)
    {
        _globals = globals;
        _handlers = globals.Array<byte>("wanted_syscalls").ToArray();
        _stateCalls = globals.Array<byte>("state_calls").ToArray();
        _alsoToldAs = globals.Array<byte>("also_told_as").ToArray();
        _requests = globals.Array<byte>("wanted_requests").ToArray();
    }

    /// <summary>Whether the environment of new process images is told.</summary>
    internal bool WithEnvironment
    {
        set => Volatile.Write(ref _globals.Variable<byte>("environment_wanted"), value ? (byte)1 : (byte)0);
    }

    /// <summary>Whether opens tell other names of the file.</summary>
    internal bool WithOtherNames
    {
        set => Volatile.Write(ref _globals.Variable<byte>("other_names_wanted"), value ? (byte)1 : (byte)0);
    }

    /// <summary>
    /// Whether a call is told by its own name alone, also where it does what another one does. Takes effect with the
    /// next selection.
    /// </summary>
    internal bool AsFalco
    {
        set
        {
            var told = _globals.Array<byte>("also_told_as");
            for (int number = 0; number < told.Length; number++)
                Volatile.Write(ref told[number], value ? (byte)0 : _alsoToldAs[number]);
        }
    }

    /// <summary>Whether requests of io_uring are told. Takes effect with the next selection.</summary>
    internal bool WithRequests { get; set; } = true;

    /// <summary>
    /// Changes what is sent, also while programs run. Events come before system calls: what reaches a handler newly is
    /// wanted there already.
    /// </summary>
    internal void Select(IReadOnlySet<int> wanted, IReadOnlySet<int> urgent)
    {
        var wantedEvents = _globals.Array<byte>("wanted_events");
        var urgentEvents = _globals.Array<byte>("urgent_events");
        for (int number = 0; number < wantedEvents.Length; number++)
        {
            Volatile.Write(ref wantedEvents[number], wanted.Contains(number) ? (byte)1 : (byte)0);
            Volatile.Write(ref urgentEvents[number], urgent.Contains(number) ? (byte)1 : (byte)0);
        }

        var alsoToldAs = _globals.Array<byte>("also_told_as");
        bool anyRequest = SelectRequests(wanted);
        var syscalls = _globals.Array<byte>("wanted_syscalls");
        for (int i = 0; i < syscalls.Length; i++)
        {
            // A handler above the event numbers serves several events; wanted_events sorts them out behind it.
            byte handler = _handlers[i];
            bool isWanted = handler >= wantedEvents.Length || wanted.Contains(handler) || _stateCalls[handler] != 0
                || (alsoToldAs[handler] != 0 && wanted.Contains(alsoToldAs[handler]))
                || (handler == IoUringEnter && anyRequest);
            Volatile.Write(ref syscalls[i], isWanted ? handler : (byte)0);
        }
    }

    // True when any is wanted.
    private bool SelectRequests(IReadOnlySet<int> wanted)
    {
        var requests = _globals.Array<byte>("wanted_requests");
        bool any = false;
        for (int op = 0; op < requests.Length; op++)
        {
            bool isWanted = WithRequests && _requests[op] != 0 && wanted.Contains(_requests[op]);
            any |= isWanted;
            Volatile.Write(ref requests[op], isWanted ? _requests[op] : (byte)0);
        }

        return any;
    }
}

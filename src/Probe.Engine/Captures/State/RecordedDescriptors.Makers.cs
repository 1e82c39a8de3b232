using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Copies of descriptors, and calls that make one of a kind of its own.</summary>
internal sealed partial class RecordedDescriptors
{
    // PPM_FCNTL_F_DUPFD, PPM_FCNTL_F_SETFD, PPM_FCNTL_F_DUPFD_CLOEXEC, driver/ppm_events_public.h.
    private const int ControlDuplicate = 1;
    private const int ControlSetFlags = 3;
    private const int ControlDuplicateOnExec = 26;

    private const int FamilyUnix = 1;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int FamilyNetlink = 16;
    private const uint TypeStream = 1;
    private const uint TypeDatagram = 2;
    private const uint TypeRaw = 3;

    private void Duplicate(in Event view, in DescriptorCall call)
    {
        long number = view.Int64(0);
        if (number < 0 || _current is null)
        {
            return;
        }

        bool closesOnExec = call.Flags >= 0 && (view.UInt32(call.Flags) & RecordedFlags.CloseOnExec) != 0;
        if (call.Change == DescriptorChange.Control)
        {
            long command = view.Int64(2);
            if (command == ControlSetFlags)
            {
                SetCloseOnExec(Own(), (view.UInt64(3) & 1) != 0);
            }

            if (command is not (ControlDuplicate or ControlDuplicateOnExec))
            {
                return;
            }

            closesOnExec = command == ControlDuplicateOnExec;
        }

        // dup2 of a descriptor to itself leaves its flags as they are.
        var copy = _pool.Copy(_current);
        if (number != Number)
        {
            SetCloseOnExec(copy, closesOnExec);
        }

        _current = Add(number, copy);
    }

    private static void SetCloseOnExec(Descriptor? descriptor, bool closesOnExec)
    {
        if (descriptor is not null)
        {
            uint odd = descriptor.Kind is DescriptorKind.EventPoll or DescriptorKind.Memory
                ? RecordedFlags.OddCloseOnExec
                : 0;
            descriptor.OpenFlags &= ~(RecordedFlags.CloseOnExec | odd);
            descriptor.OpenFlags |= closesOnExec ? RecordedFlags.CloseOnExec : 0;
        }
    }

    private void TakeFromProcess(in Event view)
    {
        if (Find(_thread, view.Int64(1)) is { Kind: DescriptorKind.Pid } process
            && process.Pid is > 0 and <= uint.MaxValue
            && threads.TryFind((uint)process.Pid, out var other)
            && Find(other, view.Int64(2)) is { } taken)
        {
            Add(view.Int64(0), _pool.Copy(taken));
        }
    }

    private void Make(in Event view, in DescriptorCall call)
    {
        long number = view.Int64(0);
        switch (call.Change)
        {
            case DescriptorChange.MakeMemory:
                MakeMemory(view, number);
                break;
            case DescriptorChange.MakePid:
                MakePid(view, number);
                break;
            case DescriptorChange.MakePipe when number >= 0:
                MakePipe(view, view.Int64(1), call);
                MakePipe(view, view.Int64(2), call);
                break;
            case DescriptorChange.MakePair when number >= 0:
                MakePair(view);
                break;
            case DescriptorChange.MakeSocket when number >= 0:
                MakeSocket(number, view.UInt32(1), view.UInt32(2), view.UInt32(3), view.UInt32(call.Flags));
                break;
            case DescriptorChange.Make when number >= 0:
                var descriptor = _pool.RentDescriptor();
                descriptor.Kind = call.Kind;
                descriptor.OpenFlags = call.Flags >= 0 ? view.UInt32(call.Flags) : 0;
                AddNew(number, descriptor);
                break;
            default:
                break;
        }
    }

    // A failure leaves an entry of no kind under its negative number.
    private void MakeMemory(in Event view, long number)
    {
        var descriptor = _pool.RentDescriptor();
        if (number >= 0)
        {
            descriptor.Kind = DescriptorKind.Memory;
            descriptor.OpenFlags = view.UInt32(2);
            descriptor.SetName(_pool.Slabs, view.Text(1));
        }

        AddNew(number, descriptor);
    }

    private void MakePid(in Event view, long number)
    {
        var descriptor = _pool.RentDescriptor();
        if (number >= 0)
        {
            descriptor.Kind = DescriptorKind.Pid;
            descriptor.OpenFlags = view.UInt32(2);
            descriptor.Pid = view.Int64(1);
            var name = new TextBuilder(_scratch);
            name.Add("/proc/"u8);
            name.AddNumber(descriptor.Pid);
            descriptor.SetName(_pool.Slabs, name.Finish());
        }

        AddNew(number, descriptor);
    }

    private void MakePipe(in Event view, long number, in DescriptorCall call)
    {
        var descriptor = _pool.RentDescriptor();
        descriptor.Kind = DescriptorKind.Pipe;
        descriptor.Ino = view.UInt64(3);
        descriptor.OpenFlags = call.Flags >= 0 ? view.UInt32(call.Flags) : 0;
        AddNew(number, descriptor);
    }

    // The event is about the first, though its number is the second's.
    private void MakePair(in Event view)
    {
        long first = view.Int64(1);
        long second = view.Int64(2);
        if (first == second)
        {
            return;
        }

        AddNew(first, UnixSocket(view));
        Add(second, UnixSocket(view));
    }

    private Descriptor UnixSocket(in Event view)
    {
        var descriptor = _pool.RentDescriptor();
        descriptor.Kind = DescriptorKind.Unix;
        descriptor.Ends.UnixSource = view.UInt64(3);
        descriptor.Ends.UnixDestination = view.UInt64(4);
        return descriptor;
    }

    private void MakeSocket(long number, uint family, uint type, uint protocol, uint flags)
    {
        var descriptor = _pool.RentDescriptor();
        descriptor.Kind = family switch
        {
            FamilyUnix => DescriptorKind.Unix,
            FamilyV4 => DescriptorKind.Ipv4,
            FamilyV6 => DescriptorKind.Ipv6,
            FamilyNetlink => DescriptorKind.Netlink,
            _ => DescriptorKind.Unknown,
        };
        descriptor.OpenFlags = flags;
        if (descriptor.Kind.HasTwoEnds())
        {
            descriptor.Ends.SetProtocol(SocketEnds.LayoutOf(descriptor.Kind), ProtocolOf(type, protocol));
        }

        AddNew(number, descriptor);
    }

    // The type may have flags above its lowest byte; where a protocol is given Falco does not look past them.
    private static SocketProtocol ProtocolOf(uint type, uint protocol) => protocol switch
    {
        0 => (type & 0xff) switch
        {
            TypeStream => SocketProtocol.Tcp,
            TypeDatagram => SocketProtocol.Udp,
            _ => SocketProtocol.Unknown,
        },
        1 => type == TypeRaw ? SocketProtocol.Raw : SocketProtocol.Icmp,
        6 => type == TypeRaw ? SocketProtocol.Raw : SocketProtocol.Tcp,
        17 => type == TypeRaw ? SocketProtocol.Raw : SocketProtocol.Udp,
        255 => SocketProtocol.Raw,
        _ => SocketProtocol.Unknown,
    };
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>What calls that read and write tell of sockets: a datagram has its own ends.</summary>
internal sealed partial class RecordedDescriptors
{
    private void Read(in Event view, in DescriptorCall call)
    {
        if (view.Int64(0) < 0 || _current is null)
        {
            return;
        }

        MarkConnected();
        if (call.Tuple < 0 || (!_current.Name.IsEmpty && _current.IsTcpV4))
        {
            return;
        }

        var tuple = view.Parameter(call.Tuple);
        if (!TakeEnds(tuple))
        {
            return;
        }

        if (!_current.Kind.HasTwoEnds())
        {
            RenameByTuple(tuple);
            return;
        }

        // What comes in goes the other way: the client stays the first end.
        GuessRole(isIncoming: true);
        if (_current.IsClient)
        {
            _current.Ends.Swap(SocketEnds.LayoutOf(_current.Kind));
        }

        RenameByEnds(_current);
    }

    private void Write(in Event view, in DescriptorCall call)
    {
        long result = view.Int64(0);
        var tuple = call.Tuple < 0 ? default : view.Parameter(call.Tuple);
        if (result < 0)
        {
            return;
        }

        if (_current is null && call.Tuple >= 0)
        {
            GuessSocket(tuple);
        }

        if (_current is null)
        {
            return;
        }

        MarkConnected();
        if (call.Tuple < 0 || (!_current.Name.IsEmpty && _current.IsTcpV4) || !TakeEnds(tuple))
        {
            return;
        }

        if (!_current.Kind.HasTwoEnds())
        {
            RenameByTuple(tuple);
            return;
        }

        GuessRole(isIncoming: false);
        if (_current.IsServer)
        {
            _current.Ends.Swap(SocketEnds.LayoutOf(_current.Kind));
        }

        RenameByEnds(_current);
    }

    private void MarkConnected()
    {
        if (_current!.Kind.HasTwoEnds() && (_current.Marks & DescriptorMarks.Connected) == 0)
        {
            Own()!.Marks |= DescriptorMarks.Connected;
        }
    }

    // A socket of which nothing is known is taken for one of datagrams.
    private void GuessSocket(ReadOnlySpan<byte> tuple)
    {
        if (Number >= 0 && !tuple.IsEmpty && tuple[0] is SocketText.FamilyV4 or SocketText.FamilyV6)
        {
            MakeSocket(Number, tuple[0], type: 2, protocol: 17, flags: 0);
            NameChanged = false;
        }
    }

    // False when the ends are the same as before, or not told.
    private bool TakeEnds(ReadOnlySpan<byte> tuple)
    {
        if (tuple.IsEmpty || Own() is not { } descriptor)
        {
            return false;
        }

        if (SocketTuple.TryRead(tuple, out var ends))
        {
            bool isMapped = !ends.IsV4 && ends.Unmapped().IsV4;
            if (ends.IsV4 && descriptor.Kind == DescriptorKind.Ipv4Server)
            {
                descriptor.Ends.SetProtocol(SocketEnds.V4, descriptor.Ends.Protocol(SocketEnds.V4Server));
            }

            // The kind of an IPv6 socket stays what it is.
            descriptor.Kind = ends.IsV4 || isMapped ? DescriptorKind.Ipv4 : descriptor.Kind;
            if (!SetEnds(descriptor, ends.Unmapped()))
            {
                return false;
            }
        }
        else if (tuple[0] == SocketText.FamilyUnix)
        {
            descriptor.Kind = DescriptorKind.Unix;
            SetUnixEnds(descriptor, tuple);
            return true;
        }

        if (descriptor.Kind.HasTwoEnds())
        {
            var layout = SocketEnds.LayoutOf(descriptor.Kind);
            if (descriptor.Ends.Protocol(layout) == SocketProtocol.Unknown)
            {
                descriptor.Ends.SetProtocol(layout, SocketProtocol.Udp);
            }
        }

        if (!IsOwn) Interfaces.Complete(descriptor);
        return true;
    }

    // Sets both ends as the family of the ends divides the block, whatever the socket's kind is. False when they were
    // those already, either way round.
    private static bool SetEnds(Descriptor descriptor, in SocketTuple ends)
    {
        var layout = ends.IsV4 ? SocketEnds.V4 : SocketEnds.V6;
        ref var own = ref descriptor.Ends;
        if (descriptor.Kind == (ends.IsV4 ? DescriptorKind.Ipv4 : DescriptorKind.Ipv6)
            && (Is(ref own, layout, ends.Source, ends.SourcePort, ends.Destination, ends.DestinationPort)
                || Is(ref own, layout, ends.Destination, ends.DestinationPort, ends.Source, ends.SourcePort)))
        {
            return false;
        }

        bool changed = !Is(ref own, layout, ends.Source, ends.SourcePort, ends.Destination, ends.DestinationPort);
        ends.Source.CopyTo(own.Source(layout));
        ends.Destination.CopyTo(own.Destination(layout));
        own.SetSourcePort(layout, ends.SourcePort);
        own.SetDestinationPort(layout, ends.DestinationPort);
        return changed;
    }

    private static bool Is(
        ref SocketEnds own,
        in EndsLayout layout,
        ReadOnlySpan<byte> source,
        ushort sourcePort,
        ReadOnlySpan<byte> destination,
        ushort destinationPort) =>
        own.SourcePort(layout) == sourcePort
        && own.DestinationPort(layout) == destinationPort
        && own.Source(layout).SequenceEqual(source)
        && own.Destination(layout).SequenceEqual(destination);

    // Who has bound the port is the server. Where the process has the other port too, who reads first is.
    private void GuessRole(bool isIncoming)
    {
        if (!_current!.HasNoRole)
        {
            return;
        }

        // Falco reads the ports where IPv4 sockets have them.
        ushort destination = _current.Ends.DestinationPort(SocketEnds.V4);
        ushort source = _current.Ends.SourcePort(SocketEnds.V4);
        bool isServer = HasPort(_thread, DescriptorKind.Ipv4Server, destination)
            && (isIncoming || !HasPort(_thread, DescriptorKind.Ipv4, source));
        _current.Marks |= isServer ? DescriptorMarks.Server : DescriptorMarks.Client;
    }

    private static bool HasPort(ThreadInfo thread, DescriptorKind kind, ushort port)
    {
        if (Owner(thread)?.Descriptors is not { } table)
        {
            return false;
        }

        var layout = SocketEnds.LayoutOf(kind);
        foreach (var descriptor in table.Entries)
        {
            if (descriptor.Kind == kind && descriptor.Ends.SourcePort(layout) == port)
            {
                return true;
            }
        }

        return false;
    }

    private void RenameByTuple(ReadOnlySpan<byte> tuple)
    {
        var name = new TextBuilder(_scratch);
        SocketText.WriteTuple(tuple, ref name);
        Rename(_current!, name.Finish());
    }
}

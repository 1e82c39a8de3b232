using System.Buffers.Binary;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>bind, connect and accept.</summary>
internal sealed partial class RecordedDescriptors
{
    private const int UnixPathMax = 108;

    private void Bind(in Event view)
    {
        var address = view.Parameter(1);
        if (view.Int64(0) < 0 || address.IsEmpty || Own() is not { } descriptor)
        {
            return;
        }

        BindTo(descriptor, address);
        var name = new TextBuilder(_scratch);
        SocketText.WriteAddress(address, ref name);
        Rename(descriptor, name.Finish());
    }

    // A socket bound to port 0 is not one that others connect to.
    private static void BindTo(Descriptor descriptor, ReadOnlySpan<byte> address)
    {
        int bytes = address[0] == SocketText.FamilyV4 ? 4 : address[0] == SocketText.FamilyV6 ? 16 : 0;
        if (bytes == 0 || address.Length < 1 + bytes + sizeof(ushort))
        {
            return;
        }

        var ip = address.Slice(1, bytes);
        ushort port = BinaryPrimitives.ReadUInt16LittleEndian(address[(1 + bytes)..]);
        if (port == 0)
        {
            return;
        }

        // The protocol is read where a socket of the address's family has it.
        var protocol = descriptor.Ends.Protocol(bytes == 4 ? SocketEnds.V4 : SocketEnds.V6);
        bool isV4 = bytes == 4 || SocketEnds.IsMapped(ip);
        descriptor.Kind = isV4 ? DescriptorKind.Ipv4Server : DescriptorKind.Ipv6Server;
        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        ip[^layout.Bytes..].CopyTo(descriptor.Ends.Destination(layout));
        descriptor.Ends.SetDestinationPort(layout, port);
        descriptor.Ends.SetProtocol(layout, protocol);
        descriptor.Marks |= DescriptorMarks.Server;
    }

    private void Connect(in Event view)
    {
        long result = view.Int64(0);
        if (result is < 0 and not InProgress || Own() is not { } descriptor)
        {
            return;
        }

        descriptor.Marks |= DescriptorMarks.Connected;
        var tuple = view.Parameter(1);
        var named = view.Parameter(3);
        var begun = view.EnterParameter(1);
        if (tuple.IsEmpty)
        {
            ConnectTo(descriptor, begun);
            return;
        }

        bool isInternet = tuple[0] is SocketText.FamilyV4 or SocketText.FamilyV6;
        if (!(isInternet ? ConnectInternet(descriptor, tuple, named, begun)
            : ConnectUnix(descriptor, tuple, named, begun)))
        {
            return;
        }

        if (descriptor.HasNoRole)
        {
            descriptor.Marks |= DescriptorMarks.Client;
        }
    }

    // A connection that goes out with the first data has no ends yet, only the address that the call named.
    private void ConnectTo(Descriptor descriptor, ReadOnlySpan<byte> address)
    {
        if (address.IsEmpty)
        {
            return;
        }

        int bytes = address[0] == SocketText.FamilyV4 ? 4 : address[0] == SocketText.FamilyV6 ? 16 : 0;
        if (bytes == 0)
        {
            Rename(descriptor, "NULL"u8);
        }
        else if (address.Length >= 1 + bytes + sizeof(ushort))
        {
            var ip = address.Slice(1, bytes);
            bool isV4 = bytes == 4 || SocketEnds.IsMapped(ip);
            descriptor.Kind = isV4 ? DescriptorKind.Ipv4 : DescriptorKind.Ipv6;
            var layout = SocketEnds.LayoutOf(descriptor.Kind);
            ip[^layout.Bytes..].CopyTo(descriptor.Ends.Destination(layout));
            ushort port = BinaryPrimitives.ReadUInt16LittleEndian(address[(1 + bytes)..]);
            descriptor.Ends.SetDestinationPort(layout, port);
        }
    }

    private bool ConnectInternet(
        Descriptor descriptor, ReadOnlySpan<byte> tuple, ReadOnlySpan<byte> named, ReadOnlySpan<byte> begun)
    {
        if (!SocketTuple.TryRead(tuple, out var ends))
        {
            return false;
        }

        // Where the kernel only tells what the call named, the call's beginning is believed: memory may have changed
        // since the kernel read it.
        int addressBytes = 1 + ends.Source.Length + sizeof(ushort);
        if (named.Length >= addressBytes && begun.Length >= addressBytes && begun[0] == tuple[0]
            && ends.Destination.SequenceEqual(named.Slice(1, ends.Source.Length))
            && ends.DestinationPort == BinaryPrimitives.ReadUInt16LittleEndian(named[(1 + ends.Source.Length)..]))
        {
            ends = ends.To(begun);
        }

        ends = ends.Unmapped();
        descriptor.Kind = ends.IsV4 ? DescriptorKind.Ipv4 : DescriptorKind.Ipv6;
        bool changed = SetEnds(descriptor, ends);
        if (changed && descriptor.IsServer && descriptor.IsUdpV4)
        {
            descriptor.Ends.Swap(SocketEnds.V4);
        }

        RenameByEnds(descriptor);
        return true;
    }

    private bool ConnectUnix(
        Descriptor descriptor, ReadOnlySpan<byte> tuple, ReadOnlySpan<byte> named, ReadOnlySpan<byte> begun)
    {
        if (descriptor.Kind != DescriptorKind.Unix || tuple.Length <= SocketText.UnixPathOffset)
        {
            return false;
        }

        var path = RecordedValues.Text(tuple[SocketText.UnixPathOffset..]);
        if (named.Length > 1 && begun.Length > 1
            && Cut(path).SequenceEqual(Cut(RecordedValues.Text(named[1..]))))
        {
            path = RecordedValues.Text(begun[1..]);
        }

        SetUnixEnds(descriptor, tuple);
        var name = new TextBuilder(_scratch);
        SocketText.WriteUnix(descriptor.Ends.UnixSource, descriptor.Ends.UnixDestination, path, ref name);
        Rename(descriptor, name.Finish());
        return true;

        static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> path) => path[..Math.Min(path.Length, UnixPathMax)];
    }

    private void Accept(in Event view, in DescriptorCall call)
    {
        long number = view.Int64(0);
        if (number < 0)
        {
            return;
        }

        Number = number;
        var tuple = view.Parameter(call.Tuple);
        if (tuple.IsEmpty || tuple[0] is not (SocketText.FamilyUnix or SocketText.FamilyV4 or SocketText.FamilyV6))
        {
            return;
        }

        var descriptor = _pool.RentDescriptor();
        if (tuple[0] == SocketText.FamilyUnix)
        {
            descriptor.Kind = DescriptorKind.Unix;
            SetUnixEnds(descriptor, tuple);
        }
        else if (SocketTuple.TryRead(tuple, out var ends))
        {
            ends = ends.Unmapped();
            SetEnds(descriptor, ends);
            descriptor.Kind = ends.IsV4 ? DescriptorKind.Ipv4 : DescriptorKind.Ipv6;
            descriptor.Ends.SetProtocol(SocketEnds.LayoutOf(descriptor.Kind), SocketProtocol.Tcp);
        }

        var name = new TextBuilder(_scratch);
        SocketText.WriteTuple(tuple, ref name);
        descriptor.SetName(_pool.Slabs, name.Finish());
        descriptor.OpenFlags = call.Flags >= 0 ? view.UInt32(call.Flags) : 0;
        descriptor.Marks = DescriptorMarks.Server | DescriptorMarks.Connected;
        AddNew(number, descriptor);
    }

    private static void SetUnixEnds(Descriptor descriptor, ReadOnlySpan<byte> tuple)
    {
        if (tuple.Length >= SocketText.UnixPathOffset)
        {
            descriptor.Ends.UnixSource = BinaryPrimitives.ReadUInt64LittleEndian(tuple[1..]);
            descriptor.Ends.UnixDestination = BinaryPrimitives.ReadUInt64LittleEndian(tuple[9..]);
        }
    }

    private void RenameByEnds(Descriptor descriptor)
    {
        var name = new TextBuilder(_scratch);
        SocketText.WriteName(descriptor, ref name);
        Rename(descriptor, name.Finish());
    }
}

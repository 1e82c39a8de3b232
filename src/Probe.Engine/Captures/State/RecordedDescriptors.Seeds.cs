using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Descriptors of a capture's head.</summary>
internal sealed partial class RecordedDescriptors
{
    private readonly HashSet<ushort> _serverPorts = [];
    private readonly HashSet<ThreadInfo> _seeded = [];

    /// <summary>Takes in a descriptor of the capture's head.</summary>
    /// <param name="seed">As it was before the first event; nothing of it is kept.</param>
    public void Add(ScapDescriptor seed)
    {
        if (seed.Tid is <= 0 or > uint.MaxValue || !threads.TryFind((uint)seed.Tid, out var thread)
            || seed.Type == DescriptorKind.Unknown)
        {
            return;
        }

        _scratch.Reset();
        var descriptor = _pool.RentDescriptor();
        descriptor.Kind = seed.Type;
        descriptor.Ino = seed.Inode;
        switch (seed.Type)
        {
            case DescriptorKind.Ipv4 or DescriptorKind.Ipv6:
                SeedConnection(descriptor, seed);
                break;
            case DescriptorKind.Ipv4Server or DescriptorKind.Ipv6Server:
                SeedServer(descriptor, seed);
                break;
            case DescriptorKind.Unix:
                descriptor.Ends.UnixSource = seed.UnixSource;
                descriptor.Ends.UnixDestination = seed.UnixDestination;
                descriptor.Marks = seed.Name.Span.IsEmpty ? DescriptorMarks.Client : DescriptorMarks.Server;
                descriptor.SetName(_pool.Slabs, seed.Name.Span);
                break;
            default:
                descriptor.OpenFlags = seed.OpenFlags;
                descriptor.Device = seed.Device;
                descriptor.SetName(_pool.Slabs, seed.Name.Span);
                break;
        }

        _seeded.Add(thread);
        (thread.Descriptors ??= _pool.RentTable()).Add(seed.Number, descriptor);
    }

    /// <summary>The head has ended: by the ports that are listened on it is known who connects to whom.</summary>
    public void EndHead()
    {
        foreach (var process in _seeded)
        {
            foreach (var descriptor in process.Descriptors!.Entries)
            {
                FindRole(descriptor);
            }
        }

        _seeded.Clear();
        _serverPorts.Clear();
    }

    private void FindRole(Descriptor descriptor)
    {
        if (descriptor.Kind != DescriptorKind.Ipv4)
        {
            return;
        }

        if (!_serverPorts.Contains(descriptor.Ends.SourcePort(SocketEnds.V4)))
        {
            descriptor.Marks |= DescriptorMarks.Client;
            return;
        }

        descriptor.Ends.Swap(SocketEnds.V4);
        descriptor.Marks |= DescriptorMarks.Server;
        NameSeed(descriptor);
    }

    private void SeedConnection(Descriptor descriptor, ScapDescriptor seed)
    {
        var local = seed.LocalAddress.Span;
        var remote = seed.RemoteAddress.Span;
        int bytes = descriptor.Kind == DescriptorKind.Ipv4 ? 4 : 16;
        if (local.Length != bytes || remote.Length != bytes)
        {
            return;
        }

        if (bytes == 16 && SocketEnds.IsMapped(local) && SocketEnds.IsMapped(remote))
        {
            descriptor.Kind = DescriptorKind.Ipv4;
            local = local[12..];
            remote = remote[12..];
        }

        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        local.CopyTo(descriptor.Ends.Source(layout));
        remote.CopyTo(descriptor.Ends.Destination(layout));
        descriptor.Ends.SetSourcePort(layout, seed.LocalPort);
        descriptor.Ends.SetDestinationPort(layout, seed.RemotePort);
        descriptor.Ends.SetProtocol(layout, (SocketProtocol)seed.Protocol);
        if (seed.Protocol == (byte)SocketProtocol.Tcp)
        {
            descriptor.Marks |= DescriptorMarks.Connected;
        }

        if (descriptor.Kind == DescriptorKind.Ipv4)
        {
            Interfaces.Complete(descriptor);
        }

        NameSeed(descriptor);
    }

    private void SeedServer(Descriptor descriptor, ScapDescriptor seed)
    {
        var layout = SocketEnds.LayoutOf(descriptor.Kind);
        if (seed.LocalAddress.Span.Length == layout.Bytes)
        {
            seed.LocalAddress.Span.CopyTo(descriptor.Ends.Destination(layout));
            descriptor.Ends.SetDestinationPort(layout, seed.LocalPort);
            descriptor.Ends.SetProtocol(layout, (SocketProtocol)seed.Protocol);
            _serverPorts.Add(seed.LocalPort);
            NameSeed(descriptor);
        }
    }

    private void NameSeed(Descriptor descriptor)
    {
        var name = new TextBuilder(_scratch);
        SocketText.WriteSeedName(descriptor, ref name);
        descriptor.SetName(_pool.Slabs, name.Finish());
    }
}

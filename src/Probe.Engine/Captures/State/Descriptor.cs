using System.Diagnostics;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// What stands behind a descriptor: a file, a socket or something else. Pooled, and shared by the tables that were
/// copied from one another, so that who changes one asks its table for an own one first.
/// </summary>
internal sealed class Descriptor
{
    // Names of all descriptors together; a capture that makes up more has none for the rest.
    private const long TextBytesMax = 256 << 20;

    private byte[] _texts = [];
    private int _nameLength;
    private int _rawLength;

    // One more than the place of the name's last slash, 0 for none; negative until somebody asks.
    private int _behindSlash = -1;

    /// <summary>What it is.</summary>
    public DescriptorKind Kind = DescriptorKind.None;

    /// <summary>Flags it was opened with, in the bits of captures.</summary>
    public uint OpenFlags;

    /// <summary>What else is known.</summary>
    public DescriptorMarks Marks;

    /// <summary>The device of a file, as user space has it.</summary>
    public uint Device;

    /// <summary>The inode.</summary>
    public ulong Ino;

    /// <summary>The process that a pidfd names.</summary>
    public long Pid;

    /// <summary>Addresses and ports of a socket.</summary>
    public SocketEnds Ends;

    /// <summary>How many sets of rows have it.</summary>
    public int Holders;

    /// <summary>fd.name: the path of a file, both ends of a connection, the words of the recorder.</summary>
    public ReadOnlySpan<byte> Name => _texts.AsSpan(0, _nameLength);

    /// <summary>Where the name's last slash is, -1 for none: several rules ask for a directory.</summary>
    public int LastSlash
    {
        get
        {
            if (_behindSlash < 0)
            {
                _behindSlash = Name.LastIndexOf((byte)'/') + 1;
            }

            return _behindSlash - 1;
        }
    }

    /// <summary>The path of a file as the call named it; empty for all else.</summary>
    public ReadOnlySpan<byte> RawName => _texts.AsSpan(_nameLength, _rawLength);

    /// <summary>The one who connects.</summary>
    public bool IsClient => (Marks & DescriptorMarks.Client) != 0;

    /// <summary>The one who is connected to.</summary>
    public bool IsServer => (Marks & DescriptorMarks.Server) != 0;

    /// <summary>Nothing is known of who connects to whom.</summary>
    public bool HasNoRole => (Marks & (DescriptorMarks.Client | DescriptorMarks.Server)) == 0;

    /// <summary>An IPv4 socket for TCP; for the other families Falco does not ask.</summary>
    public bool IsTcpV4 => Kind == DescriptorKind.Ipv4 && Ends.Protocol(SocketEnds.V4) == SocketProtocol.Tcp;

    /// <summary>An IPv4 socket for UDP.</summary>
    public bool IsUdpV4 => Kind == DescriptorKind.Ipv4 && Ends.Protocol(SocketEnds.V4) == SocketProtocol.Udp;

    /// <summary>An exec closes it.</summary>
    public bool ClosesOnExec =>
        (OpenFlags & RecordedFlags.CloseOnExec) != 0
        || (HasOddFlag && (OpenFlags & RecordedFlags.OddCloseOnExec) != 0);

    private bool HasOddFlag => Kind is DescriptorKind.EventPoll or DescriptorKind.Memory;

    /// <summary>The protocol as fields show it: none for sockets whose role is not known, unless raw.</summary>
    public SocketProtocol ShownProtocol
    {
        get
        {
            if (!Kind.HasTwoEnds() && !Kind.IsServer())
            {
                return SocketProtocol.None;
            }

            var protocol = Ends.Protocol(SocketEnds.LayoutOf(Kind));
            return Kind.HasTwoEnds() && HasNoRole && protocol != SocketProtocol.Raw ? SocketProtocol.None : protocol;
        }
    }

    /// <summary>Gives it a name; false when it had that one.</summary>
    /// <param name="slabs">Where memory comes from.</param>
    /// <param name="name">Not kept.</param>
    public bool SetName(TextSlabs slabs, ReadOnlySpan<byte> name)
    {
        if (Name.SequenceEqual(name))
        {
            return false;
        }

        SetTexts(slabs, name, RawName);
        return true;
    }

    /// <summary>Gives it both names.</summary>
    /// <param name="slabs">Where memory comes from.</param>
    /// <param name="name">Not kept.</param>
    /// <param name="rawName">Not kept.</param>
    public void SetTexts(TextSlabs slabs, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName)
    {
        if (slabs.UsedBytes > TextBytesMax)
        {
            name = rawName = default;
        }

        byte[] texts = slabs.Rent(name.Length + rawName.Length);
        name.CopyTo(texts);
        rawName.CopyTo(texts.AsSpan(name.Length));
        slabs.Return(_texts);
        (_texts, _nameLength, _rawLength, _behindSlash) = (texts, name.Length, rawName.Length, -1);
    }

    /// <summary>Takes over everything.</summary>
    /// <param name="slabs">Where memory comes from.</param>
    /// <param name="other">The original.</param>
    public void CopyFrom(TextSlabs slabs, Descriptor other)
    {
        (Kind, OpenFlags, Marks) = (other.Kind, other.OpenFlags, other.Marks);
        (Device, Ino, Pid, Ends) = (other.Device, other.Ino, other.Pid, other.Ends);
        SetTexts(slabs, other.Name, other.RawName);
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    /// <param name="slabs">Where memory came from.</param>
    public void Clear(TextSlabs slabs)
    {
        Debug.Assert(Holders == 0, "nobody has it");
        slabs.Return(_texts);
        (_texts, _nameLength, _rawLength, _behindSlash) = ([], 0, 0, -1);
        (Kind, OpenFlags, Marks) = (DescriptorKind.None, 0, 0);
        (Device, Ino, Pid) = (0, 0, 0);
        Ends.Clear();
    }
}

/// <summary>Small facts of a descriptor.</summary>
[Flags]
internal enum DescriptorMarks : byte
{
    /// <summary>It connects.</summary>
    Client = 1,

    /// <summary>It is connected to.</summary>
    Server = 2,

    /// <summary>It has a peer, or will.</summary>
    Connected = 4,

    /// <summary>On the upper layer of an overlay.</summary>
    UpperLayer = 8,

    /// <summary>On a lower layer of an overlay.</summary>
    LowerLayer = 16,
}

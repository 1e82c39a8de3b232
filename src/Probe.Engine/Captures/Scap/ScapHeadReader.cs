using static KosmosProbe.Engine.Captures.DescriptorKind;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>Reads what blocks of a capture's head hold, but for threads: <see cref="ScapThreadReader"/>.</summary>
internal static class ScapHeadReader
{
    private const int HostNameBytes = 128;
    private const int Ipv4Bytes = 4;
    private const int Ipv6Bytes = 16;

    /// <summary>The machine.</summary>
    public static ScapMachine Machine(ref ScapCursor cursor) => new()
    {
        CpusCount = cursor.U32(),
        MemoryBytes = cursor.U64(),
        PidMax = cursor.U64(),
        HostName = UpToZero(cursor.Bytes(HostNameBytes)),
        BootTimeNs = cursor.U64(),
        Flags = cursor.U64(),
    };

    /// <summary>Who recorded.</summary>
    public static ScapRecorder Recorder(ref ScapCursor cursor)
    {
        cursor.U32();
        return new ScapRecorder { Version = cursor.Text() };
    }

    /// <summary>An address of an interface.</summary>
    public static ScapInterface Interface(ref ScapCursor cursor, long offset)
    {
        ushort type = cursor.U16();
        ushort nameBytes = cursor.U16();
        if (type is < 1 or > 4)
        {
            throw new CaptureException(offset, $"an interface is of no known type ({type})", "record it again");
        }

        int bytes = type is 1 or 3 ? Ipv4Bytes : Ipv6Bytes;
        var address = cursor.Bytes(bytes).ToArray();
        var mask = cursor.Bytes(bytes).ToArray();
        var broadcast = cursor.Bytes(bytes).ToArray();
        ulong speed = type <= 2 ? cursor.U64() : 0;
        return new ScapInterface
        {
            Address = address,
            NetMask = mask,
            Broadcast = broadcast,
            LinkSpeed = speed,
            Name = UpToZero(cursor.Bytes(nameBytes)),
        };
    }

    /// <summary>A user or a group.</summary>
    public static ScapItem User(ref ScapCursor cursor) => cursor.U8() == 0
        ? new ScapUser
        {
            Uid = cursor.U32(),
            Gid = cursor.U32(),
            Name = cursor.Text(),
            Home = cursor.Text(),
            Shell = cursor.Text(),
        }
        : new ScapGroup { Gid = cursor.U32(), Name = cursor.Text() };

    /// <summary>A descriptor.</summary>
    /// <param name="cursor">At its beginning, behind the length that may be there.</param>
    /// <param name="tid">The thread that has it.</param>
    /// <param name="hasLength">Whether there is one, so that newer members may follow.</param>
    public static ScapDescriptor Descriptor(ref ScapCursor cursor, long tid, bool hasLength)
    {
        var descriptor = new ScapDescriptor
        {
            Tid = tid,
            Number = cursor.I64(),
            Inode = cursor.U64(),
            TypeNumber = cursor.U8(),
        };
        bool isKnown = descriptor.TypeNumber <= (byte)Pid;
        descriptor.Type = isKnown ? (DescriptorKind)descriptor.TypeNumber : Unsupported;
        if (isKnown && descriptor.Type != Unknown)
        {
            ReadObject(ref cursor, descriptor, hasLength);
        }

        return descriptor;
    }

    private static void ReadObject(ref ScapCursor cursor, ScapDescriptor descriptor, bool hasLength)
    {
        switch (descriptor.Type)
        {
            case Ipv4 or Ipv6:
                int bytes = descriptor.Type == Ipv4 ? Ipv4Bytes : Ipv6Bytes;
                descriptor.LocalAddress = cursor.Bytes(bytes).ToArray();
                descriptor.RemoteAddress = cursor.Bytes(bytes).ToArray();
                descriptor.LocalPort = cursor.U16();
                descriptor.RemotePort = cursor.U16();
                descriptor.Protocol = cursor.U8();
                break;
            case Ipv4Server or Ipv6Server:
                descriptor.LocalAddress =
                    cursor.Bytes(descriptor.Type == Ipv4Server ? Ipv4Bytes : Ipv6Bytes).ToArray();
                descriptor.LocalPort = cursor.U16();
                descriptor.Protocol = cursor.U8();
                break;
            case Unix:
                descriptor.UnixSource = cursor.U64();
                descriptor.UnixDestination = cursor.U64();
                descriptor.Name = cursor.Text();
                break;
            case DescriptorKind.File:
                descriptor.OpenFlags = cursor.U32();
                descriptor.Name = cursor.Text();
                descriptor.Device = hasLength && cursor.Left >= sizeof(uint) ? cursor.U32() : 0;
                break;
            default:
                descriptor.Name = cursor.Text();
                break;
        }
    }

    private static ReadOnlyMemory<byte> UpToZero(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return (end < 0 ? text : text[..end]).ToArray();
    }
}

using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.ParameterRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of open, openat, openat2 and creat.</summary>
internal static class FileParameters
{
    private const int AtCwd = -100;

    private static readonly FlagNames CreatNames = new((1, "FD_UPPER_LAYER_CREAT"), (2, "FD_LOWER_LAYER_CREAT"));

    private static readonly FlagNames ResolveNames = new(
        (1, "RESOLVE_BENEATH"), (2, "RESOLVE_IN_ROOT"), (4, "RESOLVE_NO_MAGICLINKS"), (8, "RESOLVE_NO_SYMLINKS"),
        (16, "RESOLVE_NO_XDEV"), (32, "RESOLVE_CACHED"));

    // Linux bit, Falco's bit. Sources: linux/openat2.h, Falco's event listing.
    private static readonly (ulong Kernel, ulong Portable)[] ResolveBits =
        [(0x08, 1), (0x10, 2), (0x02, 4), (0x04, 8), (0x01, 16), (0x20, 32)];

    private static readonly EventParameter Fd = Descriptor("fd", (in context, out value) =>
    {
        value = context.Result;
        return true;
    });

    private static readonly EventParameter Directory = new("dirfd", FieldType.FileDescriptor)
    {
        Number = Read((in open) => open.Dirfd),
        Plain = (in context, ref text) => text.AddNumber(context.Event.As<OpenEvent>().Dirfd),
        Resolved = WriteDirectory,
    };

    private static readonly EventParameter Name = new("name", FieldType.Path)
    {
        Raw = ReadName,
        Plain = (in context, ref text) =>
            text.Add(
                context.Event.As<OpenEvent>().Name.Offset != 0 && ReadName(context, out var name) ? name : "<NA>"u8),
        Resolved = (in context, ref text) =>
        {
            if (ReadName(context, out var name) && !name.IsEmpty && !name.StartsWith((byte)'/'))
            {
                OpenPaths.Rebuild(context, ref text);
            }
        },
    };

    private static readonly EventParameter Flags =
        ParameterRows.Flags("flags", OpenFlagBits.Names, Read((in open) => OpenFlagBits.Of(in open)));

    private static readonly EventParameter Mode = ParameterRows.Mode("mode", Read((in open) => open.Mode));

    private static readonly EventParameter Dev =
        Hex("dev", FieldType.UInt32, Read((in open) => FdText.PortableDevice(open.Dev)));

    private static readonly EventParameter Ino = Number("ino", FieldType.UInt64, Read((in open) => (long)open.Ino));

    /// <summary>open.</summary>
    public static readonly EventParameter[] Open = [Fd, Name, Flags, Mode, Dev, Ino];

    /// <summary>openat.</summary>
    public static readonly EventParameter[] Openat = [Fd, Directory, Name, Flags, Mode, Dev, Ino];

    /// <summary>openat2.</summary>
    public static readonly EventParameter[] Openat2 =
    [
        Fd, Directory, Name, Flags, Mode,
        ParameterRows.Flags("resolve", ResolveNames, Read((in open) => (long)PortableResolve(open.Resolve))),
        Dev, Ino,
    ];

    /// <summary>creat.</summary>
    public static readonly EventParameter[] Creat =
    [
        Fd, Name, Mode, Dev, Ino,
        ParameterRows.Flags("creat_flags", CreatNames, Read((in open) =>
            ((open.OpenFlags & OpenFlags.UpperLayer) != 0 ? 1 : 0)
            | ((open.OpenFlags & OpenFlags.LowerLayer) != 0 ? 2 : 0))),
    ];

    private delegate long Reader(in OpenEvent open);

    private static NumberReader Read(Reader read) => (in context, out value) =>
    {
        value = read(in context.Event.As<OpenEvent>());
        return true;
    };

    private static bool ReadName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = context.Event.Text(context.Event.As<OpenEvent>().Name);
        return true;
    }

    private static void WriteDirectory(in EventContext context, ref TextBuilder text)
    {
        ref readonly var open = ref context.Event.As<OpenEvent>();
        if (open.Dirfd == AtCwd)
        {
            text.Add("AT_FDCWD"u8);
            return;
        }

        WriteError(open.Dirfd, ref text);
        var directory = context.Event.Text(open.Directory);
        if (open.Dirfd >= 0 && !directory.IsEmpty)
        {
            text.Add("<d>"u8);
            text.Add(directory);
        }
    }

    internal static ulong PortableResolve(ulong kernelFlags)
    {
        ulong portable = 0;
        foreach (var (kernel, bit) in ResolveBits)
        {
            portable |= (kernelFlags & kernel) != 0 ? bit : 0;
        }

        return portable;
    }
}

using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>fd.*: what the event's descriptor is: number, type, name, device. Addresses: NetworkFields.</summary>
internal static class FdFields
{
    /// <summary>Number, type and name.</summary>
    public static readonly Field[] Names =
    [
        Number("fd.num", FieldType.Int64, "The descriptor; -1 when the call that would have made it failed.",
            "fd.num >= 0", FdText.TryNumber),
        Text("fd.type", "file, directory, ipv4, ipv6, unix, netlink, pipe, memfd, bpf and the like.",
            "fd.type = file", FdText.TryType),
        Text("fd.typechar", "The type in one character: f d 4 6 u n p m b and the like, o for others.",
            "fd.typechar in (4, 6)", FdText.TryTypeChar),
        FilePath("fd.name", "Path of a file, both ends of a connection.",
            "fd.name startswith /etc/shadow", FdText.TryName),
        Text("fd.directory", "The directory a file is in; of a directory its own path.",
            "fd.directory = /etc", Directory),
        Text("fd.filename", "Name of a file without its directory.", "fd.filename endswith .pem", FileName),
    ];

    /// <summary>What tells descriptors of the whole node apart.</summary>
    public static readonly Field[] Keys =
    [
        Text("fd.uid", "Thread id and descriptor in one.", "fd.uid = 12343", Uid),
        Text("fd.containername", "Container id and fd.name, joined by a colon.",
            "fd.containername startswith host:/etc", OfContainer(FdText.TryName)),
        Text("fd.containerdirectory", "Container id and fd.directory, joined by a colon.",
            "fd.containerdirectory = host:/etc", OfContainer(Directory)),
    ];

    /// <summary>The object behind the descriptor.</summary>
    public static readonly Field[] Objects =
    [
        Device("fd.dev", "Device number of the file system, in hexadecimal digits.", "fd.dev = 5",
            NumberFormat.Hexadecimal, FdText.PortableDevice),
        Device("fd.dev.major", "Major device number of the file system.", "fd.dev.major = 8",
            NumberFormat.Decimal, dev => dev >> 20),
        Device("fd.dev.minor", "Minor device number of the file system.", "fd.dev.minor = 1",
            NumberFormat.Decimal, dev => dev & 0xfffff),
        Number("fd.ino", FieldType.Int64, "Inode number.", "fd.ino > 0", Ino),
        FilePath("fd.nameraw", "Path of a file as the call named it.", "fd.nameraw startswith ../", RawName),
        Types,
        Flag("fd.is_upper_layer", "The file is on the upper layer of an overlay: written in the container.",
            "fd.is_upper_layer = true", Layer(OpenFlags.UpperLayer)),
        Flag("fd.is_lower_layer", "The file is on a lower layer of an overlay: part of the image.",
            "fd.is_lower_layer = true", Layer(OpenFlags.LowerLayer)),
    ];

    private static Field Types => new()
    {
        Name = "fd.types",
        Type = FieldType.Text,
        Description = "fd.type of all descriptors that the process has open, or of one by its number.",
        Example = "fd.types intersects (ipv4, ipv6)",
        Shape = FieldShape.List,
        LeftOnly = true,
        Argument = ArgumentRule.IndexOptional,
        Count = OpenFields.CountTypes,
        Reader = new TextItemReader(OpenFields.TryType),
        WithArgument = argument => Ancestors.TryIndex(argument, out int number)
            ? new Field
            {
                Name = $"fd.types[{argument}]",
                Type = FieldType.Text,
                Description = "Type of one descriptor.",
                Example = "fd.types[0] in (ipv4, ipv6)",
                Shape = FieldShape.List,
                LeftOnly = true,
                Count = (in context) => OpenFields.CountType(context, number),
                Reader = new TextItemReader(
                    (in context, _, out value) => OpenFields.TryTypeOf(context, number, out value)),
            }
            : null,
    };

    private static Field Device(
        string name, string description, string example, NumberFormat format, Func<uint, uint> part) => new()
        {
            Name = name,
            Type = FieldType.Int32,
            Description = description,
            Example = example,
            Format = format,
            Reader = new NumberReader((in context, out value) =>
            {
                value = part(FdText.Device(context));
                return FdText.HasObject(context);
            }),
        };

    private static bool RawName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = FdText.IsOpen(context.Event.Type)
            ? context.Event.Text(context.Event.As<OpenEvent>().Name)
            : default;
        return FdText.IsOpen(context.Event.Type) ? !value.IsEmpty : FdText.HasObject(context);
    }

    private static bool Directory(in EventContext context, out ReadOnlySpan<byte> value)
    {
        if (!(FdText.IsOpen(context.Event.Type) || FdText.HasFile(context)) || !FdText.TryName(context, out value))
        {
            value = default;
            return false;
        }

        if (!FdText.IsDirectory(context))
        {
            int slash = value.LastIndexOf((byte)'/');
            value = slash <= 0 ? "/"u8 : value[..slash];
        }

        return true;
    }

    private static bool FileName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!FdText.HasFile(context) || FdText.IsDirectory(context) || !FdText.TryName(context, out value))
        {
            return false;
        }

        int slash = value.LastIndexOf((byte)'/');
        value = slash < 0 ? "/"u8 : value[(slash + 1)..];
        return true;
    }

    private static bool Ino(in EventContext context, out long value)
    {
        value = (long)FdText.Inode(context);
        return FdText.HasObject(context);
    }

    private static BooleanReader Layer(OpenFlags layer) => (in context, out value) =>
    {
        value = (FdText.Facts(context) & layer) != 0;
        return FdText.HasObject(context);
    };

    private static bool Uid(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!context.Thread.IsKnown || !FdText.HasObject(context) || !FdText.TryNumber(context, out long number))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        text.AddUnsigned(context.Thread.Tid);
        text.AddNumber(number);
        value = text.Finish();
        return true;
    }

    private static TextReader OfContainer(TextReader read) => (in context, out value) =>
    {
        if (!context.Thread.IsKnown || !read(context, out var name))
        {
            value = default;
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        text.Add(context.Thread.Cgroup.ContainerId);
        text.Add((byte)':');
        text.Add(name);
        value = text.Finish();
        return true;
    };
}

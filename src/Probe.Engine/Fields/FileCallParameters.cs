using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls that change what directories hold, and of mounts.</summary>
internal static class FileCallParameters
{
    private static readonly EnumNames FileTypes = new(
        (0x8000, "S_IFREG"), (0x2000, "S_IFCHR"), (0x6000, "S_IFBLK"), (0x1000, "S_IFIFO"), (0xc000, "S_IFSOCK"));

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Chmod, [Res, Path("filename", 0), Permissions("mode", 1)]),
        (EventType.Fchmod, [Res, Object("fd", 0), Permissions("mode", 1)]),
        (EventType.Fchmodat, [Res, Directory("dirfd", 0, 0), Path("filename", 0), Permissions("mode", 2)]),
        (EventType.Fchmodat2, [Res, Directory("dirfd", 0, 0), Path("filename", 0), Permissions("mode", 2)]),
        (EventType.Chown, [Res, Path("path", 0), Id("uid", 1), Id("gid", 2)]),
        (EventType.Lchown, [Res, Path("path", 0), Id("uid", 1), Id("gid", 2)]),
        (EventType.Fchown, [Res, Object("fd", 0), Id("uid", 1), Id("gid", 2)]),
        (EventType.Fchownat,
        [
            Res, Directory("dirfd", 0, 0), Path("pathname", 0), Id("uid", 2), Id("gid", 3),
            Bits("flags", CallNames.Fchownat, 4, CallNames.FchownatBits),
        ]),
        (EventType.Mkdir, [Res, Path("path", 0), HexValue("mode", FieldType.UInt32, 1)]),
        (EventType.Mkdirat,
            [Res, Directory("dirfd", 0, 0), Path("path", 0), HexValue("mode", FieldType.UInt32, 2)]),
        (EventType.Rmdir, [Res, Path("path", 0)]),
        (EventType.Unlink, [Res, Path("path", 0)]),
        (EventType.Unlinkat,
            [Res, Directory("dirfd", 0, 0), Path("name", 0), Bits("flags", CallNames.Unlinkat, 2)]),
        (EventType.Rename, [Res, Path("oldpath", 0), Path("newpath", 1)]),
        (EventType.Renameat,
        [
            Res, Directory("olddirfd", 0, 0), Path("oldpath", 0), Directory("newdirfd", 2, 1), Path("newpath", 1),
        ]),
        (EventType.Renameat2,
        [
            Res, Directory("olddirfd", 0, 0), Path("oldpath", 0), Directory("newdirfd", 2, 1), Path("newpath", 1),
            Bits("flags", CallNames.Rename, 4),
        ]),
        (EventType.Link, [Res, Path("oldpath", 0), Path("newpath", 1)]),
        (EventType.Linkat,
        [
            Res, Directory("olddir", 0, 0), Path("oldpath", 0), Directory("newdir", 2, 1), Path("newpath", 1),
            Bits("flags", CallNames.Linkat, 4),
        ]),
        (EventType.Symlink, [Res, Words("target", 2), Path("linkpath", 0)]),
        (EventType.Symlinkat, [Res, Words("target", 2), Directory("linkdirfd", 1, 0), Path("linkpath", 0)]),
        (EventType.Mknod, [Res, Path("path", 0), NodeMode("mode", 1), Id("dev", 2)]),
        (EventType.Mknodat,
            [Res, Directory("dirfd", 0, 0), Path("path", 0), NodeMode("mode", 2), Id("dev", 3)]),
        (EventType.Chdir, [Res, Words("path", 0)]),
        (EventType.Fchdir, [Res, Object("fd", 0)]),
        (EventType.Chroot, [Res, Path("path", 0)]),
        (EventType.Mount,
            [Res, Words("dev", 1), Path("dir", 0), Words("type", 2), Bits("flags", CallNames.Mount, 3)]),
        (EventType.Umount, [Res, Path("name", 0)]),
        (EventType.Umount2, [Res, Path("name", 0), Bits("flags", CallNames.Umount, 1)]),
        (EventType.OpenByHandleAt,
        [
            NewDescriptor("fd"), Other("mountfd", 0), OpenFlags("flags", 2), ObjectPath,
            Facts("dev", FieldType.UInt32, ParameterRows.Hex, (in call) => FdText.PortableDevice(call.ObjectDev)),
            Facts("ino", FieldType.UInt64, ParameterRows.Number, (in call) => (long)call.ObjectIno),
        ]),
        (EventType.Splice,
        [
            Res, Object("fd_in", 0), Other("fd_out", 2), Value("size", FieldType.UInt64, 4),
            Bits("flags", CallNames.Splice, 5),
        ]),
        (EventType.Sendfile,
        [
            Res, Value("offset", FieldType.UInt64, 2), Other("out_fd", 0), Object("in_fd", 1),
            Value("size", FieldType.UInt64, 3),
        ]),
        (EventType.CopyFileRange,
        [
            Res, Other("fdout", 2), Value("offout", FieldType.UInt64, 3), Object("fdin", 0),
            Value("offin", FieldType.UInt64, 1), Value("len", FieldType.UInt64, 4),
        ]),
    ];

    private delegate long Fact(in CallEvent call);

    private static EventParameter ObjectPath => ParameterRows.Text("path", FieldType.Path, (in context, out value) =>
    {
        value = context.Event.Text(context.Event.As<CallEvent>().ObjectPath);
        return true;
    });

    private static EventParameter Id(string name, int place) => Value(name, FieldType.UInt32, place);

    /// <summary>Flags of open.</summary>
    public static EventParameter OpenFlags(string name, int place) =>
        ParameterRows.Flags(name, OpenFlagBits.Names, (in context, out value) =>
        {
            value = OpenFlagBits.Of((uint)context.Event.As<CallEvent>().Numbers[place]);
            return true;
        });

    private static EventParameter Facts(
        string name, FieldType type, Func<string, FieldType, NumberReader, EventParameter> row, Fact read) =>
        row(name, type, (in context, out value) =>
        {
            value = read(in context.Event.As<CallEvent>());
            return true;
        });

    // Permission bits, then the file's type, which is a number.
    private static EventParameter NodeMode(string name, int place) => new(name, FieldType.UInt32)
    {
        Number = At(place),
        Plain = (in context, ref text) => text.AddOctal((uint)context.Event.As<CallEvent>().Numbers[place]),
        Resolved = (in context, ref text) =>
        {
            long mode = context.Event.As<CallEvent>().Numbers[place];
            int start = text.Length;
            CallNames.Permissions.Write((ulong)mode, ref text);
            if (text.Length > start)
            {
                text.Add((byte)'|');
            }

            int before = text.Length;
            FileTypes.Write(mode & 0xf000, ref text);
            if (text.Length == before && before > start)
            {
                text.CutTo(before - 1);
            }
        },
    };
}

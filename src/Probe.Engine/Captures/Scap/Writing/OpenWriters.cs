using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Opens. The format has the name as passed at the call's end, and readers that find another one at its beginning hold
/// that for the file: so the beginning is written with the path that the kernel resolved.
/// </summary>
internal static class OpenWriters
{
    private const int AtCwd = -100;
    private const uint UpperLayerCreat = 1;
    private const uint LowerLayerCreat = 2;

    /// <summary>open.</summary>
    public static void Open(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        if (TryBegin(live, output, parameters: 3, out var path))
        {
            output.Text(path);
            AddFlags(live, output);
            output.End();
        }

        output.Begin(live.Code, live.Head, 6);
        output.I64(live.Context.Result);
        AddAsked(live, output);
        AddInode(in open, output);
        output.End();
    }

    /// <summary>openat.</summary>
    public static void Openat(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        if (TryBegin(live, output, parameters: 4, out var path))
        {
            output.I64(AtCwd);
            output.Text(path);
            AddFlags(live, output);
            output.End();
        }

        output.Begin(live.Code, live.Head, 7);
        output.I64(live.Context.Result);
        output.I64(open.Dirfd);
        AddAsked(live, output);
        AddInode(in open, output);
        output.End();
    }

    /// <summary>openat2.</summary>
    public static void Openat2(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        uint resolve = (uint)FileParameters.PortableResolve(open.Resolve);
        if (TryBegin(live, output, parameters: 5, out var path))
        {
            output.I64(AtCwd);
            output.Text(path);
            AddFlags(live, output);
            output.U32(resolve);
            output.End();
        }

        output.Begin(live.Code, live.Head, 8);
        output.I64(live.Context.Result);
        output.I64(open.Dirfd);
        AddAsked(live, output);
        output.U32(resolve);
        AddInode(in open, output);
        output.End();
    }

    /// <summary>creat.</summary>
    public static void Creat(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        if (TryBegin(live, output, parameters: 2, out var path))
        {
            output.Text(path);
            output.U32(open.Mode);
            output.End();
        }

        output.Begin(live.Code, live.Head, 6);
        output.I64(live.Context.Result);
        output.Text(live.Context.Event.Text(open.Name));
        output.U32(open.Mode);
        AddInode(in open, output);
        output.U16((ushort)(((open.OpenFlags & OpenFlags.UpperLayer) != 0 ? UpperLayerCreat : 0)
            | ((open.OpenFlags & OpenFlags.LowerLayer) != 0 ? LowerLayerCreat : 0)));
        output.End();
    }

    // No beginning is written where nothing is known that the end does not tell.
    private static bool TryBegin(in LiveEvent live, ScapEventOutput output, int parameters, out ReadOnlySpan<byte> path)
    {
        if (!OpenPaths.TryGet(live.Context, out path))
        {
            return false;
        }

        output.Begin((ushort)(live.Code - 1), live.Head, parameters);
        return true;
    }

    // A directory is one whether the caller said so or not; at the beginning nobody prints the flags.
    private static void AddFlags(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        uint directory = FdText.IsDirectory(live.Context) ? OpenFlagBits.Directory : 0;
        output.U32(OpenFlagBits.Of(in open) | directory);
        output.U32(open.Mode);
    }

    // As the caller passed it.
    private static void AddAsked(in LiveEvent live, ScapEventOutput output)
    {
        ref readonly var open = ref live.Context.Event.As<OpenEvent>();
        output.Text(live.Context.Event.Text(open.Name));
        output.U32(OpenFlagBits.Of(in open));
        output.U32(open.Mode);
    }

    private static void AddInode(in OpenEvent open, ScapEventOutput output)
    {
        output.U32(FdText.PortableDevice(open.Dev));
        output.U64(open.Ino);
    }
}

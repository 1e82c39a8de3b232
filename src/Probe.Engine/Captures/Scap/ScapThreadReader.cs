namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// Reads a thread of a capture's head. Versions 1 to 8 of the block are told apart by its type. In version 9 each
/// thread has its length before it, and what was added since follows the rest, as far as the length reaches.
/// </summary>
internal static class ScapThreadReader
{
    /// <summary>The version of which each thread has its length before it.</summary>
    public const int LastVersion = 9;

    // Programs of before 2023 wrote these 29 bytes behind the root directory: login uid, writable, capabilities. Later
    // ones put the namespace's start and the terminal before them.
    private const int ShortTailBytes = 29;

    /// <summary>Reads a thread.</summary>
    /// <param name="cursor">At its beginning, behind the length that may be there.</param>
    /// <param name="version">The block's, from 1 to 9.</param>
    public static ScapThread Read(ref ScapCursor cursor, int version)
    {
        var thread = new ScapThread();
        ReadNames(ref cursor, thread, version);
        ReadNumbers(ref cursor, thread, version);
        ReadNamespace(ref cursor, thread, version);
        if (version == LastVersion)
        {
            ReadTail(ref cursor, thread);
            ReadLatest(ref cursor, thread);
        }

        return thread;
    }

    private static void ReadNames(ref ScapCursor cursor, ScapThread thread, int version)
    {
        thread.Tid = cursor.I64();
        thread.Pid = cursor.I64();
        thread.ParentTid = cursor.I64();
        thread.SessionId = version >= 6 ? cursor.I64() : thread.SessionId;
        thread.VirtualGroupId = version >= 8 ? cursor.I64() : thread.VirtualGroupId;
        thread.Comm = cursor.Text();
        thread.Exe = cursor.Text();
        thread.ExePath = version >= 7 ? cursor.Text() : default;
        thread.Arguments = cursor.Block();
        thread.WorkingDirectory = cursor.Text();
    }

    private static void ReadNumbers(ref ScapCursor cursor, ScapThread thread, int version)
    {
        thread.DescriptorsMax = cursor.I64();
        thread.Flags = cursor.U32();
        thread.Uid = cursor.U32();
        thread.Gid = cursor.U32();
        if (version >= 2)
        {
            thread.VirtualKiB = cursor.U32();
            thread.ResidentKiB = cursor.U32();
            thread.SwappedKiB = cursor.U32();
            thread.MajorFaults = cursor.U64();
            thread.MinorFaults = cursor.U64();
        }
    }

    private static void ReadNamespace(ref ScapCursor cursor, ScapThread thread, int version)
    {
        thread.Environment = version >= 3 ? cursor.Block() : default;
        if (version >= 4)
        {
            thread.VirtualTid = cursor.I64();
            thread.VirtualPid = cursor.I64();
            thread.Cgroups = cursor.Block();
        }

        thread.Root = version >= 5 ? cursor.Text() : default;
    }

    private static void ReadTail(ref ScapCursor cursor, ScapThread thread)
    {
        if (cursor.Left > ShortTailBytes)
        {
            thread.PidNamespaceStartNs = cursor.U64();
            thread.Tty = cursor.Left >= sizeof(uint) ? cursor.U32() : thread.Tty;
        }

        thread.LoginUid = cursor.Left >= sizeof(uint) ? cursor.U32() : thread.LoginUid;
        thread.IsExeWritable = ReadFlag(ref cursor);
        thread.CapInheritable = ReadNumber(ref cursor);
        thread.CapPermitted = ReadNumber(ref cursor);
        thread.CapEffective = ReadNumber(ref cursor);
    }

    private static void ReadLatest(ref ScapCursor cursor, ScapThread thread)
    {
        thread.IsExeUpperLayer = ReadFlag(ref cursor);
        thread.ExeInode = ReadNumber(ref cursor);
        thread.ExeChangeTimeNs = ReadNumber(ref cursor);
        thread.ExeWriteTimeNs = ReadNumber(ref cursor);
        thread.IsExeFromMemory = ReadFlag(ref cursor);
        thread.IsExeLowerLayer = ReadFlag(ref cursor);
        thread.GroupId = cursor.Left >= sizeof(long) ? cursor.I64() : thread.GroupId;
    }

    private static bool ReadFlag(ref ScapCursor cursor) => cursor.Left >= sizeof(byte) && cursor.U8() != 0;

    private static ulong ReadNumber(ref ScapCursor cursor) => cursor.Left >= sizeof(ulong) ? cursor.U64() : 0;
}

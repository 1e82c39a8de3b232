using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Writes what a capture begins with, in the order in which readers expect it: section, who recorded, machine,
/// interfaces, users, threads. The descriptors of each process follow: <see cref="ScapDescriptorWriter"/>.
/// </summary>
/// <param name="output">Where blocks go.</param>
internal sealed class ScapHeadWriter(ScapOutput output)
{
    private const uint SectionBlock = ScapBlock.Section;
    private const uint MachineBlock = 0x201;
    private const uint ThreadsBlock = 0x215;
    private const uint ByteOrder = 0x1A2B3C4D;
    private const ushort MajorVersion = 1;
    private const ushort MinorVersion = 2;
    private const int HostNameBytes = 128;
    private const int ReservedBytes = 16;
    private const byte UserEntry = 0;
    private const byte GroupEntry = 1;
    private const ushort V4Entry = 1;
    private const ushort V6Entry = 2;
    private const uint ThreadOfGroup = (1 << 13) | 1;

    /// <summary>The section's block: byte order and version, length not known.</summary>
    public void Section()
    {
        output.BeginBlock(SectionBlock);
        output.U32(ByteOrder);
        output.U16(MajorVersion);
        output.U16(MinorVersion);
        output.U64(ulong.MaxValue);
        output.EndBlock();
    }

    /// <summary>Who recorded: a block that other readers do not know and skip.</summary>
    /// <param name="version">The program's.</param>
    public void Recorder(ReadOnlySpan<byte> version)
    {
        output.BeginBlock(ScapBlock.OwnRecorder);
        output.U32(ScapRecorder.Format);
        output.Text(version);
        output.EndBlock();
    }

    /// <summary>The machine.</summary>
    public void Machine(ScapMachine machine)
    {
        output.BeginBlock(MachineBlock);
        output.U32(machine.CpusCount);
        output.U64(machine.MemoryBytes);
        output.U64(machine.PidMax);
        var name = machine.HostName.Span[..Math.Min(machine.HostName.Length, HostNameBytes - 1)];
        output.Bytes(name);
        output.Zeros(HostNameBytes - name.Length);
        output.U64(machine.BootTimeNs);
        output.U64(machine.Flags);
        output.Zeros(ReservedBytes);
        output.EndBlock();
    }

    /// <summary>Addresses of network interfaces.</summary>
    public void Interfaces(IEnumerable<ScapInterface> interfaces)
    {
        output.BeginBlock(ScapBlock.InterfacesWithLengths);
        foreach (var entry in interfaces.OrderBy(static entry => entry.Address.Length))
        {
            int addressBytes = entry.Address.Length;
            output.U32((uint)((2 * sizeof(ushort)) + (3 * addressBytes) + sizeof(ulong) + entry.Name.Length));
            output.U16(addressBytes == 4 ? V4Entry : V6Entry);
            output.U16((ushort)entry.Name.Length);
            output.Bytes(entry.Address.Span);
            output.Bytes(entry.NetMask.Span);
            output.Bytes(entry.Broadcast.Span);
            output.U64(entry.LinkSpeed);
            output.Bytes(entry.Name.Span);
        }

        output.EndBlock();
    }

    /// <summary>Names of users and groups.</summary>
    public void Users(NameFile users, NameFile groups)
    {
        output.BeginBlock(ScapBlock.UsersWithLengths);
        foreach (var (uid, user) in users.All)
        {
            output.U32((uint)(sizeof(uint) + 1 + (2 * sizeof(uint)) + (3 * sizeof(ushort))
                + user.Name.Length + user.Home.Length + user.Shell.Length));
            output.U8(UserEntry);
            output.U32(uid);
            output.U32(user.Gid);
            output.Text(user.Name);
            output.Text(user.Home);
            output.Text(user.Shell);
        }

        foreach (var (gid, group) in groups.All)
        {
            output.U32((uint)(sizeof(uint) + 1 + sizeof(uint) + sizeof(ushort) + group.Name.Length));
            output.U8(GroupEntry);
            output.U32(gid);
            output.Text(group.Name);
        }

        output.EndBlock();
    }

    /// <summary>Begins the list of threads.</summary>
    public void BeginThreads() => output.BeginBlock(ThreadsBlock);

    /// <summary>One thread.</summary>
    /// <param name="thread">As it is now.</param>
    /// <param name="bootWallNs">When the machine was started, in ns since the epoch.</param>
    public void Thread(ThreadInfo thread, ulong bootWallNs)
    {
        int start = output.Length;
        output.U32(0);
        output.I64(thread.Tid);
        output.I64(thread.Pid);
        output.I64(thread.Process.ParentPid);
        output.I64(thread.SessionId);
        output.I64(thread.VirtualProcessGroup);
        AddImage(thread);
        output.I64(thread.VirtualTid);
        output.I64(thread.VirtualPid);
        output.U16((ushort)ScapCgroups.Bytes(thread.Cgroup.Path));
        ScapCgroups.Write(thread.Cgroup.Path, output);
        output.Text("/"u8);
        output.U64(thread.PidnsInitStartNs == 0 ? 0 : thread.PidnsInitStartNs + bootWallNs);
        output.U32(thread.Tty);
        output.U32(thread.LoginUid);
        AddExecutable(thread.Image);
        output.I64(thread.ProcessGroup);
        output.PutU32(start, (uint)(output.Length - start));
    }

    /// <summary>Ends the list of threads.</summary>
    public void EndThreads() => output.EndBlock();

    private void AddImage(ThreadInfo thread)
    {
        var image = thread.Image;
        output.Text(thread.Comm);
        output.Text(image is null ? default : image.Exe);
        output.Text(image is null ? default : image.ExePath);
        output.Text(image is null ? default : image.Arguments);
        output.Text(image is null ? default : image.Cwd);
        output.U64(image?.FdLimit ?? 0);
        output.U32(thread.IsLeader ? 0 : ThreadOfGroup);
        output.U32(thread.Uid);
        output.U32(thread.Gid);
        output.U32((uint)Math.Min(image?.VmSizeKb ?? 0, uint.MaxValue));
        output.U32((uint)Math.Min(image?.VmRssKb ?? 0, uint.MaxValue));
        output.U32((uint)Math.Min(image?.VmSwapKb ?? 0, uint.MaxValue));
        output.U64(image?.PageFaultsMajor ?? 0);
        output.U64(image?.PageFaultsMinor ?? 0);
        output.Text(default);
    }

    private void AddExecutable(ProcessImage? image)
    {
        var flags = image?.ExeFlags ?? 0;
        output.U8(Flag(flags, ExeFlags.Writable));
        output.U64(image?.CapInheritable ?? 0);
        output.U64(image?.CapPermitted ?? 0);
        output.U64(image?.CapEffective ?? 0);
        output.U8(Flag(flags, ExeFlags.UpperLayer));
        output.U64(image?.ExeIno ?? 0);
        output.U64(image?.ExeCtimeNs ?? 0);
        output.U64(image?.ExeMtimeNs ?? 0);
        output.U8(Flag(flags, ExeFlags.FromMemfd));
        output.U8(Flag(flags, ExeFlags.LowerLayer));
    }

    private static byte Flag(ExeFlags flags, ExeFlags flag) => (byte)((flags & flag) != 0 ? 1 : 0);
}

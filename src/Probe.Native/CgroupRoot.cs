namespace KosmosProbe.Native;

/// <summary>
/// The root directory of the node's v2 hierarchy of control groups. It is mounted for this purpose at no place, so it
/// does not matter what the probe's own container shows below /sys/fs/cgroup; the thread that opens it must be in the
/// node's cgroup namespace (<see cref="CgroupNamespace"/>).
/// </summary>
internal sealed class CgroupRoot : IDisposable
{
    private CgroupRoot(int descriptor) => Descriptor = descriptor;

    /// <summary>Of the directory.</summary>
    internal int Descriptor { get; }

    /// <summary>Opens it; kernel 5.2. Errors: <see cref="BpfException"/>.</summary>
    internal static CgroupRoot Open() => Open("cgroup2", []);

    /// <summary>The same; null where that cannot be done.</summary>
    /// <param name="fault">Why; else empty.</param>
    internal static CgroupRoot? TryOpen(out string fault)
    {
        fault = "";
        try
        {
            return Open();
        }
        catch (BpfException e)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>The same of a v1 hierarchy, which there must be. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="controllers">All that it has.</param>
    internal static CgroupRoot OpenV1(IReadOnlyList<string> controllers) => Open("cgroup", controllers);

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.close(Descriptor);

    private static CgroupRoot Open(string type, IReadOnlyList<string> controllers)
    {
        int context = Demand(Libc.syscall(Libc.SYS_fsopen, type, Libc.FSOPEN_CLOEXEC));
        try
        {
            foreach (string controller in controllers)
            {
                Demand(Libc.syscall(Libc.SYS_fsconfig, context, Libc.FSCONFIG_SET_FLAG, controller, 0, 0));
            }

            Demand(Libc.syscall(Libc.SYS_fsconfig, context, Libc.FSCONFIG_CMD_CREATE, 0, 0, 0));
            return new CgroupRoot(Demand(Libc.syscall(Libc.SYS_fsmount, context, Libc.FSMOUNT_CLOEXEC, 0)));
        }
        finally
        {
            _ = Libc.close(context);
        }
    }

    private static int Demand(nint result) =>
        result >= 0 ? (int)result : throw Throw.LastErrno("open the root of the control groups");
}

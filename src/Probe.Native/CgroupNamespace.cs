using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// The cgroup namespace of a thread. In one of its own, as containers have it, /proc tells paths of control groups
/// from the container's own group (<c>/../../kubepods...</c>), while the kernel's records tell them from the root.
/// </summary>
public static class CgroupNamespace
{
    // PROC_CGROUP_INIT_INO of the kernel's proc_ns.h: the node's own, from which all others are made.
    private const string Initial = "cgroup:[4026531835]";

    /// <summary>
    /// Puts the calling thread, and with it all threads that it starts, into the node's namespace. Its way there is any
    /// process of the node; which one does not matter, and of some a container may not know the namespace.
    /// </summary>
    /// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
    /// <returns>Empty when the thread is there; else why it is not.</returns>
    public static string JoinNodes(string hostRoot)
    {
        // A kernel without such namespaces has but one.
        if (Of("/proc/thread-self") is null or Initial) return "";
        string reason = $"no process of the node is seen in {hostRoot}/proc";
        try
        {
            foreach (string process in Directory.EnumerateDirectories($"{hostRoot}/proc"))
            {
                if (!char.IsAsciiDigit(Path.GetFileName(process)[0]) || Of(process) != Initial) continue;
                int error = Enter($"{process}/ns/cgroup");
                if (error == 0) return "";
                reason = $"setns: {Marshal.GetPInvokeErrorMessage(error)}";
                if (error == Errno.EPERM) return reason;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }

        return reason;
    }

    private static int Enter(string path)
    {
        int file = Libc.open(path, Libc.O_CLOEXEC);
        if (file < 0) return Marshal.GetLastPInvokeError();
        int error = Libc.setns(file, Libc.CLONE_NEWCGROUP) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Libc.close(file);
        return error;
    }

    private static string? Of(string process)
    {
        try
        {
            return new FileInfo($"{process}/ns/cgroup").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is more privileged than the probe.
            return null;
        }
    }
}

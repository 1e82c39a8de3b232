using System.Diagnostics;
using KosmosProbe.Host.Tests;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>Takes away what a bed leaves on the machine: shims, mounts, the bridge, files.</summary>
internal static class BedRemains
{
    /// <summary>The bed's bridge; two beds on one machine must not take each other's away.</summary>
    internal static string BridgeName { get; } = $"kbed{Environment.ProcessId}";

    /// <summary>Removes everything below a bed's folder, and what was made for it elsewhere.</summary>
    internal static void Remove(string folder)
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                EndIfOf(process, folder);
            }
        }

        string[] mounts = [.. File.ReadLines("/proc/self/mounts").Select(static line => line.Split(' ')[1])];
        foreach (string mount in mounts.Where(one => one.StartsWith(folder, StringComparison.Ordinal)).Reverse())
        {
            CommandLine.TryAsync("umount", "-l", mount).GetAwaiter().GetResult();
        }

        CommandLine.TryAsync("ip", "link", "delete", BridgeName).GetAwaiter().GetResult();
        if (Directory.Exists($"/run/{BridgeName}")) Directory.Delete($"/run/{BridgeName}", recursive: true);
        DeleteFolder(folder);
    }

    private static void DeleteFolder(string folder)
    {
        for (long start = Stopwatch.GetTimestamp(); ; Thread.Sleep(50))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < ProbeRun.Patience)
            {
                // What was killed may still be writing there.
            }
        }
    }

    /// <summary>Removes control groups, which are the kubelet's to remove; those still in use are left.</summary>
    internal static void RemoveGroups(IEnumerable<string> paths)
    {
        string[] trees = ["/sys/fs/cgroup", .. Directory.EnumerateDirectories("/sys/fs/cgroup")];
        foreach (string group in from path in paths from tree in trees select tree + path)
        {
            try
            {
                if (Directory.Exists(group)) Directory.Delete(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It holds somebody else's groups.
            }
        }
    }

    // Shims name the bed's socket in their arguments; nothing else on the machine has this folder.
    private static void EndIfOf(Process process, string folder)
    {
        try
        {
            string arguments = File.ReadAllText($"/proc/{process.Id}/cmdline");
            if (process.Id != Environment.ProcessId && arguments.Contains($"{folder}/", StringComparison.Ordinal)
                && arguments.Contains("containerd", StringComparison.Ordinal))
            {
                process.Kill();
                process.WaitForExit(ProbeRun.Patience);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}

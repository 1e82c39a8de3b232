using System.Globalization;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Identities;

/// <summary>The mount namespaces that processes are in, as /proc tells them.</summary>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
internal sealed class Namespaces(string hostRoot)
{
    // Enough that one of them outlives the look, and one of them has not changed its root.
    private const int ProcessesMax = 4;

    /// <summary>All of them, with some processes that are in each.</summary>
    public Dictionary<uint, List<string>> Scan()
    {
        var found = new Dictionary<uint, List<string>>();
        foreach (int pid in Pids())
        {
            string process = Of((uint)pid);
            if (NumberOf(process) is not (> 0 and var number)) continue;
            if (!found.TryGetValue(number, out var processes)) found[number] = processes = [];
            if (processes.Count < ProcessesMax) processes.Add(process);
        }

        return found;
    }

    /// <summary>The directory of a thread.</summary>
    /// <param name="tid">The thread.</param>
    public string Of(uint tid) => $"{hostRoot}/proc/{tid.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The namespace of a thread; 0 when it has ended.</summary>
    /// <param name="process">Its directory.</param>
    public static uint NumberOf(string process) => (uint)FileStamp.Of($"{process}/ns/mnt").Inode;

    /// <summary>The control group of the first of some processes that is still there; empty when none is.</summary>
    /// <param name="processes">Their directories.</param>
    public static string GroupOf(IEnumerable<string> processes)
    {
        foreach (string process in processes)
        {
            try
            {
                return File.ReadAllText($"{process}/cgroup");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }

        return "";
    }

    /// <summary>Whether a thread's root is that of its namespace: it has not gone into a directory below.</summary>
    /// <param name="process">Its directory.</param>
    public static bool IsAtRoot(string process)
    {
        try
        {
            return new FileInfo($"{process}/root").LinkTarget == "/";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private IEnumerable<int> Pids()
    {
        try
        {
            return [.. from folder in Directory.EnumerateDirectories($"{hostRoot}/proc")
                    let pid = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int n) ? n : 0
                    where pid > 0
                    orderby pid
                    select pid];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

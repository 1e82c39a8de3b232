using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>The coarse groups by which Falco counts what its buffers had no room for.</summary>
internal static class DropCategory
{
    private const string Other = "other_interest";

    /// <summary>All of them, as metrics and internal alerts name them.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["clone_fork", "execve", "connect", "open", "dir_file", Other, "close", "proc"];

    /// <summary>The group of an event.</summary>
    /// <param name="type">The event.</param>
    public static string Of(EventType type) => EventTable.Name(type) switch
    {
        "clone" or "clone3" or "fork" or "vfork" => "clone_fork",
        "execve" or "execveat" => "execve",
        "connect" => "connect",
        "open" or "openat" or "openat2" or "creat" or "open_by_handle_at" => "open",
        "close" => "close",
        "procexit" => "proc",
        "mkdir" or "mkdirat" or "rmdir" or "unlink" or "unlinkat" or "rename" or "renameat" or "renameat2"
            or "link" or "linkat" or "symlink" or "symlinkat" or "chmod" or "fchmod" or "fchmodat"
            or "chown" or "fchown" or "lchown" or "fchownat" => "dir_file",
        _ => Other,
    };

    /// <summary>Events of a group that the ring had no room for.</summary>
    /// <param name="counts">By event number.</param>
    /// <param name="category">The group.</param>
    public static ulong Full(EventCounts[] counts, string category)
    {
        ulong sum = 0;
        foreach (var type in EventTable.RecordTypes)
        {
            if (Of(type) == category) sum += counts[(int)type].DroppedFull + counts[(int)type].DroppedReserve;
        }

        return sum;
    }
}

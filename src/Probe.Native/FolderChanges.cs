using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Native;

/// <summary>What ended a wait for changes.</summary>
public enum FolderChange
{
    /// <summary>The time is up.</summary>
    None,

    /// <summary>Something was made, written to its end, renamed or removed in a watched folder.</summary>
    Changed,

    /// <summary><see cref="FolderChanges.Wake"/> was called.</summary>
    Woken,
}

/// <summary>
/// Waits until something happens in some folders (inotify). It says that, not what: whoever waits looks for himself,
/// and now and then also without being told, because file systems of other machines tell nothing. A file is told of
/// when its writer closes it, not at each write.
/// </summary>
public sealed unsafe class FolderChanges : IDisposable
{
    // As long as some events are left the next wait ends at once, so the buffer need not hold them all.
    private const int BufferBytes = 4096;

    private const uint Wanted = Libc.IN_ATTRIB | Libc.IN_CLOSE_WRITE | Libc.IN_MOVED_FROM | Libc.IN_MOVED_TO
        | Libc.IN_CREATE | Libc.IN_DELETE | Libc.IN_DELETE_SELF | Libc.IN_MOVE_SELF | Libc.IN_ONLYDIR;

    private readonly SafeFileHandle _wake;
    private SafeFileHandle? _notes;

    /// <summary>Watches nothing yet. Errors: <see cref="BpfException"/> when there are no descriptors left.</summary>
    public FolderChanges()
    {
        int wake = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (wake < 0) throw Throw.LastErrno("create an eventfd");
        _wake = new SafeFileHandle(wake, ownsHandle: true);
    }

    /// <summary>Watches these folders and no others; those that are not there are left out.</summary>
    /// <param name="folders">Paths; links are followed.</param>
    /// <returns>Why some cannot be watched, in words; null when all are.</returns>
    public string? Watch(IEnumerable<string> folders)
    {
        // A new instance is simpler than finding out which watches are gone, and folders change with the files alone.
        _notes?.Dispose();
        _notes = null;
        int notes = Libc.inotify_init1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        if (notes < 0) return Reason("inotify_init1");
        _notes = new SafeFileHandle(notes, ownsHandle: true);
        string? reason = null;
        foreach (string folder in folders)
        {
            bool isWatched = Libc.inotify_add_watch(notes, folder, Wanted) >= 0;
            if (!isWatched && Marshal.GetLastPInvokeError() != Errno.ENOENT) reason ??= Reason($"watch {folder}");
        }

        return reason;
    }

    /// <summary>Blocks until something changes, for a time, or until woken. One thread.</summary>
    /// <param name="max">How long at most.</param>
    public FolderChange Wait(TimeSpan max)
    {
        var entries = stackalloc ulong[2];
        entries[0] = Entry(_wake);
        entries[1] = _notes is null ? 0 : Entry(_notes);
        int ready = Libc.poll(entries, _notes is null ? 1u : 2u, (int)Math.Ceiling(max.TotalMilliseconds));
        if (ready <= 0) return FolderChange.None;
        byte* buffer = stackalloc byte[BufferBytes];
        bool isWoken = Libc.read(Descriptor(_wake), buffer, BufferBytes) > 0;
        bool isChanged = _notes is not null && Libc.read(Descriptor(_notes), buffer, BufferBytes) > 0;
        return isWoken ? FolderChange.Woken : isChanged ? FolderChange.Changed : FolderChange.None;
    }

    /// <summary>Ends the wait, or the next one. Any thread, also one that handles a signal.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Libc.write(Descriptor(_wake), (byte*)&one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _notes?.Dispose();
        _wake.Dispose();
    }

    // struct pollfd: descriptor, events asked for, events found.
    private static ulong Entry(SafeFileHandle handle) => (uint)Descriptor(handle) | ((ulong)Libc.POLLIN << 32);

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static string Reason(string operation) => $"{operation}: {Errno.Name(Marshal.GetLastPInvokeError())}";
}

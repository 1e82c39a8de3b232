using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The entries themselves: found by tid, bounded in number, reused. When full, an entry that was not used for a while
/// makes room: a hand goes round the ring of entries and takes the first whose mark it cleared on its last round.
/// </summary>
internal sealed class ThreadStore(int capacity)
{
    private readonly Dictionary<uint, ThreadInfo> _byTid = [];
    private readonly Stack<ThreadInfo> _free = new();
    private ThreadInfo? _hand;

    // Most events are of the thread that the event before was of.
    private ThreadInfo? _foundLast;

    /// <summary>Where the entries' images come from.</summary>
    public ImagePool Images { get; } = new();

    /// <summary>Entries in use.</summary>
    public int Count => _byTid.Count;

    /// <summary>All entries, in no order.</summary>
    public IReadOnlyCollection<ThreadInfo> All => _byTid.Values;

    /// <summary>True when the next entry costs another its place.</summary>
    public bool IsFull => _byTid.Count >= capacity;

    /// <summary>Entries that had to make room.</summary>
    public ulong Evicted { get; private set; }

    /// <summary>The entry of a thread.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="thread">Its entry.</param>
    public bool TryFind(uint tid, [NotNullWhen(true)] out ThreadInfo? thread)
    {
        thread = _foundLast;
        if (thread is not null && thread.Tid == tid)
        {
            return true;
        }

        if (!_byTid.TryGetValue(tid, out thread))
        {
            return false;
        }

        _foundLast = thread;
        return true;
    }

    /// <summary>Adds an entry, empty but for its ids, and makes room for it when needed.</summary>
    /// <param name="tid">The thread: not 0, and not there yet.</param>
    /// <param name="pid">Its thread group.</param>
    /// <param name="startNs">When it started.</param>
    /// <param name="keep">An entry in use by the caller that must not make room.</param>
    public ThreadInfo Add(uint tid, uint pid, ulong startNs, ThreadInfo? keep)
    {
        Debug.Assert(tid != 0 && !_byTid.ContainsKey(tid), "the old entry was removed before");
        if (IsFull)
        {
            Evict(keep);
        }

        var thread = _free.TryPop(out var free) ? free : new ThreadInfo();
        thread.Tid = tid;
        thread.Pid = pid;
        thread.StartNs = startNs;
        thread.Marks = ThreadMarks.Used;
        _byTid.Add(tid, thread);
        Insert(thread);
        return thread;
    }

    /// <summary>Removes an entry; its threads and children lose their link to it.</summary>
    /// <param name="thread">In the store.</param>
    public void Remove(ThreadInfo thread)
    {
        bool removed = _byTid.Remove(thread.Tid);
        Debug.Assert(removed, "the entry is in the store");
        _foundLast = _foundLast == thread ? null : _foundLast;
        while (thread.FirstThread is { } member)
        {
            Kinship.Part(member);
        }

        while (thread.FirstChild is { } child)
        {
            Kinship.Leave(child);
        }

        Kinship.Part(thread);
        Kinship.Leave(thread);
        Extract(thread);
        Images.LetGo(thread.Image);
        thread.Clear();
        _free.Push(thread);
    }

    /// <summary>Shows an image on a thread, in place of the one before.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="image">The image; null when nothing is known.</param>
    public void Show(ThreadInfo thread, ProcessImage? image)
    {
        image?.Hold();
        Images.LetGo(thread.Image);
        thread.Image = image;
    }

    /// <summary>The entry that the hand is at, moving on; null when there are none.</summary>
    public ThreadInfo? NextByHand()
    {
        var at = _hand;
        _hand = at?.NextEntry;
        return at;
    }

    private void Evict(ThreadInfo? keep)
    {
        // One round clears every mark, so a second one finds an entry; keep costs one step more.
        for (int steps = (2 * _byTid.Count) + 1; steps > 0; steps--)
        {
            var at = NextByHand()!;
            if (at == keep)
            {
                continue;
            }

            if ((at.Marks & ThreadMarks.Used) == 0)
            {
                Evicted++;
                Remove(at);
                return;
            }

            at.Marks &= ~ThreadMarks.Used;
        }
    }

    // Behind the hand, so that a new entry is looked at last.
    private void Insert(ThreadInfo thread)
    {
        if (_hand is not { } hand)
        {
            _hand = thread.NextEntry = thread.PreviousEntry = thread;
            return;
        }

        var last = hand.PreviousEntry!;
        last.NextEntry = thread;
        thread.PreviousEntry = last;
        thread.NextEntry = hand;
        hand.PreviousEntry = thread;
    }

    private void Extract(ThreadInfo thread)
    {
        if (thread.NextEntry == thread)
        {
            _hand = null;
        }
        else
        {
            if (_hand == thread)
            {
                _hand = thread.NextEntry;
            }

            thread.PreviousEntry!.NextEntry = thread.NextEntry;
            thread.NextEntry!.PreviousEntry = thread.PreviousEntry;
        }

        thread.NextEntry = thread.PreviousEntry = null;
    }
}

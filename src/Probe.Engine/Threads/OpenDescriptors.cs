using System.Diagnostics;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What the process of an event has open and has used, asked of /proc when a rule or an output reads it: what is there
/// at that moment. Nothing of a process that has ended. A question takes from 20 microseconds to some milliseconds and
/// allocates, so all of them may take a tenth of the event thread's time. Event thread.
/// </summary>
/// <param name="proc">Where to look.</param>
internal sealed class OpenDescriptors(ProcFiles proc)
{
    /// <summary>Descriptors of one process whose objects are looked at; the rest has none.</summary>
    public const int ObjectsMax = 1024;

    private const int Share = 10;

    // What may be spent at once, after a pause of ten times as long.
    private static readonly long BurstTicks = Stopwatch.Frequency / 5;

    private readonly List<OpenDescriptor> _all = [];
    private long _balanceTicks = BurstTicks;
    private long _balancedAt;
    private ThreadInfo? _thread;
    private ulong _timeNs;
    private int _count = -1;
    private bool _hasAll;

    /// <summary>Questions that were not asked, because others had used up the time for them.</summary>
    public ulong Refused { get; private set; }

    /// <summary>How many descriptors are open; -1 when that is not to be known.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="timeNs">The event's: the same question about it is asked once.</param>
    public int Count(ThreadInfo thread, ulong timeNs)
    {
        if (IsAsked(thread, timeNs)) return _count;
        _count = Spend(thread, static (proc, thread) => proc.DescriptorsCount(thread.Pid, thread.Tid), missing: -1);
        return _count;
    }

    /// <summary>The descriptors, in order of their numbers; none when that is not to be known.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="timeNs">The event's.</param>
    public IReadOnlyList<OpenDescriptor> All(ThreadInfo thread, ulong timeNs)
    {
        bool isAsked = IsAsked(thread, timeNs) && _hasAll;
        if (isAsked) return _all;
        _all.AddRange(Spend(
            thread, static (proc, thread) => proc.Descriptors(thread.Pid, thread.Tid, ObjectsMax), missing: []));
        _count = Math.Max(_count, _all.Count == 0 ? -1 : _all.Count);
        _hasAll = true;
        return _all;
    }

    /// <summary>The CPU time that a thread has used, in ns; -1 when that is not to be known.</summary>
    /// <param name="thread">The thread.</param>
    public long CpuTimeNs(ThreadInfo thread) =>
        Spend(thread, static (proc, thread) => proc.CpuTimeNs(thread.Pid, thread.Tid), missing: -1L);

    // True when the last question was about the same event.
    private bool IsAsked(ThreadInfo thread, ulong timeNs)
    {
        if (_thread == thread && _timeNs == timeNs) return true;
        (_thread, _timeNs, _count, _hasAll) = (thread, timeNs, -1, false);
        _all.Clear();
        return false;
    }

    private T Spend<T>(ThreadInfo thread, Func<ProcFiles, ThreadInfo, T> ask, T missing)
    {
        long start = Stopwatch.GetTimestamp();
        _balanceTicks = Math.Min(BurstTicks, _balanceTicks + ((start - _balancedAt) / Share));
        _balancedAt = start;
        if (!thread.IsKnown) return missing;
        if (_balanceTicks <= 0)
        {
            Refused++;
            return missing;
        }

        // Another may have got the id since.
        var answer = proc.IsAlive(thread.Pid, thread.Tid, thread.StartNs) ? ask(proc, thread) : missing;
        _balanceTicks -= Stopwatch.GetTimestamp() - start;
        return answer;
    }
}

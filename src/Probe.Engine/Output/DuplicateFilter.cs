using System.Buffers.Binary;
using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Holds back alerts that say what others said shortly before, and counts them. The count comes with the next alert
/// of the same kind, as <c>evt.suppressed</c>; when there is none within the window, with the next sweep. A table of
/// fixed size, keyed by a hash of the values; an alert it has no room for pushes out the oldest of those near it. The
/// event thread's alone, but for the counters and <see cref="Use"/>; allocates nothing once its buffer has grown.
/// </summary>
public sealed class DuplicateFilter
{
    /// <summary>Kinds of alerts that are remembered at most.</summary>
    internal const int KindsMax = 8 * 1024;

    // A kind is found within so many places from where its hash points; so each can be emptied by itself.
    private const int ReachMax = 16;

    private readonly SipHash _hash = SipHash.WithRandomKey();
    private readonly ByteBuffer _values = new();
    private readonly List<Untold> _untold = [];
    private Kind[] _kinds = [];
    private volatile DuplicateSettings? _settings;
    private long _suppressed;
    private long _evicted;

    /// <summary>Alerts held back so far.</summary>
    public long Suppressed => Volatile.Read(ref _suppressed);

    /// <summary>Kinds that were forgotten before their time, for want of room. What they counted is not lost.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>Begins, changes or ends the filtering; counts go on. Any thread.</summary>
    /// <param name="settings">From the next alert on; null: every alert passes.</param>
    public void Use(DuplicateSettings? settings) => _settings = settings;

    /// <summary>Says whether an alert is to be written, and counts it if not.</summary>
    /// <param name="rule">The rule that holds.</param>
    /// <param name="context">The event.</param>
    /// <param name="suppressed">Alerts of its kind that were held back before it, and that it is to tell of.</param>
    internal bool Passes(CompiledRule rule, in EventContext context, out long suppressed) =>
        Passes(rule, context, context.Event.Header.TimeNs, out suppressed);

    /// <summary>The same by another clock than the event's, whose sender may say of it what he likes.</summary>
    /// <param name="rule">The rule that holds.</param>
    /// <param name="context">The event.</param>
    /// <param name="now">The time, in ns by any one clock.</param>
    /// <param name="suppressed">Alerts of its kind that were held back before it, and that it is to tell of.</param>
    internal bool Passes(CompiledRule rule, in EventContext context, ulong now, out long suppressed)
    {
        suppressed = 0;
        if (_settings is not { } settings || rule.Priority <= settings.ExemptPriority) return true;
        ref var kind = ref Find(HashOf(rule, context, settings), rule, now, settings.WindowNs);

        // Records of different CPUs may come in another order than they were made.
        if (now > kind.SinceNs && now - kind.SinceNs >= settings.WindowNs)
        {
            suppressed = kind.Suppressed;
            kind.Start(rule, now, kind.Hash);
        }

        if (kind.Written < settings.Burst)
        {
            kind.Written++;
            return true;
        }

        kind.Suppressed++;
        Volatile.Write(ref _suppressed, _suppressed + 1);
        return false;
    }

    /// <summary>Takes note of suppressed alerts that no alert tells of, to be told by the next sweep.</summary>
    /// <param name="rule">Whose.</param>
    /// <param name="alerts">How many.</param>
    internal void NoteUntold(CompiledRule rule, long alerts)
    {
        if (alerts == 0) return;
        for (int i = 0; i < _untold.Count; i++)
        {
            if (_untold[i].Rule != rule) continue;
            _untold[i] = new Untold(rule, _untold[i].Alerts + alerts);
            return;
        }

        _untold.Add(new Untold(rule, alerts));
    }

    /// <summary>Forgets kinds whose window is over, and tells their counts. For every few seconds.</summary>
    /// <param name="nowNs">In ns since boot, as in records.</param>
    /// <returns>By rule; empty when there is nothing to tell.</returns>
    internal IReadOnlyList<SuppressedAlerts> Sweep(ulong nowNs) => Sweep(nowNs, _settings?.WindowNs ?? 0);

    /// <summary>Forgets all and tells what was counted.</summary>
    internal IReadOnlyList<SuppressedAlerts> Finish() => Sweep(ulong.MaxValue, 0);

    private SuppressedAlerts[] Sweep(ulong nowNs, ulong windowNs)
    {
        foreach (ref var kind in _kinds.AsSpan())
        {
            if (kind.Rule is null || nowNs <= kind.SinceNs || nowNs - kind.SinceNs < windowNs) continue;
            Forget(ref kind);
        }

        if (_untold.Count == 0) return [];
        SuppressedAlerts[] told =
            [.. _untold.Select(static one => new SuppressedAlerts(one.Rule.Name, one.Rule.Priority, one.Alerts))];
        _untold.Clear();
        return told;
    }

    private UInt128 HashOf(CompiledRule rule, in EventContext context, DuplicateSettings settings)
    {
        _values.Clear();
        foreach (var printer in settings.Printers)
        {
            // The length goes with each value, so that two of them cannot look like two others.
            int start = _values.Length;
            _values.AppendRepeated(0, sizeof(int));
            bool isThere = printer.TryWriteText(context, _values);
            int length = isThere ? _values.Length - start - sizeof(int) : -1;
            BinaryPrimitives.WriteInt32LittleEndian(_values.At(start, sizeof(int)), length);
        }

        if (settings.ByRule) _values.Append(rule.Output.Rule);

        return _hash.Hash(_values.Written);
    }

    private ref Kind Find(UInt128 hash, CompiledRule rule, ulong now, ulong windowNs)
    {
        if (_kinds.Length == 0) _kinds = new Kind[KindsMax];
        int first = (int)((ulong)hash % KindsMax);
        int oldest = first;
        int free = -1;
        for (int i = 0; i < ReachMax; i++)
        {
            int at = (first + i) % KindsMax;
            ref var kind = ref _kinds[at];
            if (kind.Rule is null)
            {
                if (free < 0) free = at;
                continue;
            }

            if (kind.Hash == hash) return ref kind;
            if (kind.SinceNs < _kinds[oldest].SinceNs) oldest = at;
        }

        if (free < 0)
        {
            ref var former = ref _kinds[oldest];
            bool isOver = now > former.SinceNs && now - former.SinceNs >= windowNs;
            if (!isOver) Volatile.Write(ref _evicted, _evicted + 1);
            Forget(ref former);
            free = oldest;
        }

        ref var fresh = ref _kinds[free];
        Debug.Assert(fresh.Rule is null, "a kind takes a free place");
        fresh.Start(rule, now, hash);
        return ref fresh;
    }

    private void Forget(ref Kind kind)
    {
        NoteUntold(kind.Rule!, kind.Suppressed);
        kind = default;
    }

    private readonly record struct Untold(CompiledRule Rule, long Alerts);

    private struct Kind
    {
        public UInt128 Hash;
        public CompiledRule? Rule;
        public ulong SinceNs;
        public long Suppressed;
        public int Written;

        public void Start(CompiledRule rule, ulong now, UInt128 hash) =>
            this = new Kind { Hash = hash, Rule = rule, SinceNs = now };
    }
}

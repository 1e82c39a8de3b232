using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine;

/// <summary>
/// One record's way: viewed and checked, applied to the thread table, judged by the rules, written as alerts, settled.
/// One thread, no lock, and no memory taken once the buffers have grown to the largest event seen.
/// </summary>
public sealed class EventPipeline
{
    private readonly NodeState _node;
    private readonly byte[] _askedName = new byte[AskedNameRules.NameBytesMax];
    private readonly byte[] _otherName = new byte[AskedNameRules.NameBytesMax];
    private readonly AlertQueue _queue;
    private readonly ByteBuffer _envelope = new();
    private readonly WaitingEvents _waiting;
    private readonly EventJudge _judgeHeld;
    private readonly EventJudge _judgeByLinks;
    private readonly SequenceCheck _sequence = new();
    private readonly ulong[] _eventsByType = new ulong[EventTable.TypesCount];
    private readonly ulong[] _badByFault = new ulong[Enum.GetValues<RecordFault>().Length];
    private volatile InForce _inForce;
    private ulong _number;

    /// <summary>A pipeline.</summary>
    /// <param name="rules">The rules to begin with.</param>
    /// <param name="node">What is known of the node; changed by this pipeline alone.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="queue">Where they go, as <see cref="AlertEnvelope"/>.</param>
    /// <param name="time">Measures how long events wait for their container; null: the machine's.</param>
    public EventPipeline(
        RuleSet rules, NodeState node, AlertOptions alerts, AlertQueue queue, TimeProvider? time = null)
    {
        _node = node;
        _queue = queue;
        _waiting = new WaitingEvents(node, time ?? TimeProvider.System);
        _judgeHeld = JudgeHeld;
        _judgeByLinks = JudgeByLinks;
        _inForce = new InForce(rules, alerts);
    }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules => _inForce.Rules;

    /// <summary>Tells the probe's own exec from all others; no rule sees it.</summary>
    public SelfTestMarker? Marker { get; init; }

    /// <summary>Records events; null: none are.</summary>
    public EventRecorder? Recorder { get; set; }

    /// <summary>
    /// Alerts wait for room in the queue instead of being dropped: for events that wait as well, those of a capture.
    /// </summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>Where events come from, for those who look on.</summary>
    public Activity Activity { get; } = new();

    /// <summary>What judging costs.</summary>
    public EvaluationSamples Samples { get; } = new();

    /// <summary>What the kernel sent to prove that its policy would leave out nothing that matters.</summary>
    public PolicyDifferences PolicyDifferences { get; } = new();

    /// <summary>Holds back alerts that repeat others; not before it is told to.</summary>
    public DuplicateFilter Duplicates { get; } = new();

    /// <summary>Events judged: records, and a second time those clones that succeeded.</summary>
    public ulong Events => _number;

    /// <summary>Records missing in the sequence of their CPU.</summary>
    public ulong LostBySequence => _sequence.Lost;

    /// <summary>Bytes that were no record.</summary>
    public ulong BadRecords { get; private set; }

    /// <summary>Records of one type.</summary>
    /// <param name="type">Any that comes as records.</param>
    public ulong RecordsOf(EventType type) => _eventsByType[(int)type];

    /// <summary>Bytes that were no record, by what was wrong with them.</summary>
    /// <param name="fault">What was wrong.</param>
    public ulong BadRecordsBy(RecordFault fault) => _badByFault[(int)fault];

    /// <summary>Events that wait for a container's description.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Something waits for an answer of another thread, which wakes nobody.</summary>
    public bool AwaitsAnswers => _waiting.Count > 0 || _node.Links is { Waiting: > 0 };

    /// <summary>Events that waited for a container's description so far.</summary>
    public ulong Waited => _waiting.Held;

    /// <summary>Events judged without the container's description that they should have had.</summary>
    public ulong ContainerMetadataLate => _waiting.Late;

    /// <summary>
    /// Takes in what other threads have answered and judges the events that waited for it, or have waited enough.
    /// </summary>
    public void TakeAnswers()
    {
        _node.Containers.TakeAnswers();
        if (_node.Links is { Waiting: > 0 } links) links.Release(_node, _judgeByLinks);
        if (_waiting.Count > 0)
        {
            _waiting.Release(_judgeHeld);
            if (_waiting.Count == 0)
            {
                Recorder?.Release();
            }
        }
    }

    /// <summary>
    /// Puts other rules in force, from the next record on; any thread may. A record is judged by one set of rules, and
    /// an event that waits for its container's description by the set that is in force when its waiting ends. Rules
    /// of the same name go on counting.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="alerts">How alerts are written.</param>
    public void Use(RuleSet rules, AlertOptions alerts)
    {
        rules.TakeCountsFrom(_inForce.Rules);
        _inForce = new InForce(rules, alerts);
    }

    /// <summary>
    /// Alerts that were held back and that no later alert told of within its window. To be called every few seconds.
    /// </summary>
    public IReadOnlyList<SuppressedAlerts> SweepDuplicates() => Duplicates.Sweep(BootClock.NowNs);

    /// <summary>The same at the end: all of them.</summary>
    public IReadOnlyList<SuppressedAlerts> FinishDuplicates() => Duplicates.Finish();

    /// <summary>Judges all that still waits: nothing more will be answered.</summary>
    public void Finish()
    {
        _node.Containers.TakeAnswers();
        while (_node.Links is { Waiting: > 0 } links)
        {
            links.Release(_node, _judgeByLinks);
            Thread.Sleep(1);
        }

        _waiting.ReleaseAll(_judgeHeld);
    }

    /// <summary>Handles one record.</summary>
    /// <param name="record">Its bytes; not kept.</param>
    public void Handle(ReadOnlySpan<byte> record)
    {
        if (_node.Recorded is { } recorded)
        {
            HandleRecorded(recorded, record);
            return;
        }

        if (!Event.TryView(record, out var view, out var fault))
        {
            CountBad(fault);
            return;
        }

        ref readonly var header = ref view.Header;
        if (_sequence.FindsGap(in header))
        {
            _node.Threads.NoteLoss();
        }

        _eventsByType[(int)view.Type]++;
        if (_node.Cgroups.Apply(view) || _node.Streams.Apply(view, _node))
        {
            return;
        }

        if (_node.FirstTimeNs == 0)
        {
            _node.FirstTimeNs = header.TimeNs;
        }

        // Read once, so that all of a record is judged by the same rules.
        var inForce = _inForce;
        _node.NamesAsPassed = inForce.Rules.NamesAsPassed;
        var thread = _node.Threads.Apply(view);
        if (view.Type == EventType.Execve) _node.Threads.SetStreams(thread, _node.Streams.Take(in header));
        if (view.Type == EventType.Execve && Marker is { } marker && marker.TryTake(record))
        {
            Recorder?.Add(
                new EventContext(view, thread, _node, _number, header.Result), isChosen: false, isForRules: false,
                isHeld: _waiting.Count > 0);
            _node.Threads.Settle(view);
            return;
        }

        if (PolicyDifferences.IsProof(view)) PolicyDifferences.Prove();
        Activity.Count(thread);
        var context = new EventContext(view, thread, _node, ++_number, header.Result);
        _node.Identities?.Follow(context);
        bool isChosen = Judge(inForce, context, record);
        if (header.Result > 0 && EventTable.IsClone(view.Type))
        {
            isChosen |= JudgeChild(inForce, view, record);
        }
        else if (_node.Links is { } links && inForce.Rules.ReadsNames(view.Type))
        {
            links.Ask(context, record);
        }

        Recorder?.Add(context, isChosen, isForRules: true, isHeld: _waiting.Count > 0);

        _node.Threads.Settle(view);
        _node.PreviousTimeNs = header.TimeNs;
    }

    // Parent and child of a clone each have their own event, and nothing is left to be asked. The capture has the
    // number: some have one of which no record comes.
    private void HandleRecorded(RecordedState recorded, ReadOnlySpan<byte> record)
    {
        if (!Event.TryViewRecorded(record, out var view, out var fault))
        {
            CountBad(fault);
            return;
        }

        // Falco numbers events that no rule sees, and beginnings of calls, too.
        ref readonly var header = ref view.Header;
        _number = header.Sequence;
        if (_node.FirstTimeNs == 0)
        {
            _node.FirstTimeNs = header.TimeNs;
        }

        var thread = recorded.Apply(view);
        if (recorded.IsForRules)
        {
            // Made where it stays: a copy would wait for what was just written.
            var context = new EventContext(view, thread, _node, _number, header.Result);
            JudgeRecorded(context);
        }

        recorded.Settle(view);
        _node.PreviousTimeNs = header.TimeNs;
    }

    // Captures know no other names of a file, and nothing of them waits.
    private void JudgeRecorded(in EventContext context)
    {
        var inForce = _inForce;
        _node.Scratch.Reset();
        if (inForce.Rules.Match(context, inForce.Matches)) Alert(inForce, context, inForce.Matches);
    }

    private void CountBad(RecordFault fault)
    {
        _badByFault[(int)fault]++;
        BadRecords++;
    }

    // The call returns twice: to the caller with the child's id, to the child with 0.
    private bool JudgeChild(InForce inForce, in Event view, ReadOnlySpan<byte> record)
    {
        _number++;
        return inForce.WantsClones && _node.Threads.TryFind(view.As<CloneEvent>().ChildTid, out var child)
            && Judge(inForce, new EventContext(view, child, _node, _number, result: 0), record);
    }

    // True when a rule holds, or may hold once a container is known.
    private bool Judge(InForce inForce, in EventContext context, ReadOnlySpan<byte> record)
    {
        _node.Scratch.Reset();
        long begun = Samples.Begin();
        bool holds = inForce.Rules.Match(context, inForce.Matches);
        Samples.End(context.Event.Type, begun);
        var samePaths = _node.Identities is { } identities ? identities.PathsOf(context) : default;
        var asked = AskedName(inForce, context);
        if (context.Thread.Cgroup.Claims.IsOutstanding
            && (!samePaths.IsEmpty || !asked.IsEmpty || !OtherName(inForce, context).IsEmpty
                || inForce.Rules.DependsOnContainer(context, inForce.Matches, inForce.Open))
            && _waiting.TryHold(context, record))
        {
            // What is recorded is chosen by the condition alone, which may read nothing of containers.
            return holds || Recorder is not { IsOfRun: true } || inForce.Rules.ReadsContainers;
        }

        return Alert(inForce, context, holds, samePaths, asked);
    }

    private bool JudgeNow(in EventContext context)
    {
        var inForce = _inForce;
        _node.Scratch.Reset();
        bool holds = inForce.Rules.Match(context, inForce.Matches);
        var samePaths = _node.Identities is { } identities ? identities.PathsOf(context) : default;
        var asked = AskedName(inForce, context);
        return Alert(inForce, context, holds, samePaths, asked);
    }

    private void JudgeHeld(in EventContext context)
    {
        bool isChosen = JudgeNow(context);
        Recorder?.AddHeld(context, isChosen);
    }

    // By where the names of a call lead. Rules that hold for the names as they were passed have told it already.
    private void JudgeByLinks(in EventContext context)
    {
        var inForce = _inForce;
        inForce.Rules.Match(context with { Links = null }, inForce.Matches);
        if (inForce.Rules.IsSettled(inForce.Matches)) return;
        _node.Scratch.Reset();
        if (!inForce.Rules.Match(context, inForce.Same)) return;
        inForce.Same.TakeOut(inForce.Matches);
        Alert(inForce, context, inForce.Same);
    }

    private ReadOnlyMemory<byte> AskedName(InForce inForce, in EventContext context) =>
        inForce.Rules.IsSettled(inForce.Matches)
            ? default
            : inForce.Rules.AskedNameRules.NameOf(context, _askedName);

    private static ReadOnlySpan<byte> OtherName(InForce inForce, in EventContext context) =>
        inForce.Rules.ReadsOtherNames ? OtherNameRules.NameOf(context) : default;

    // By the name that was opened, by each other path that leads to the same file, by the name that it has without the
    // mount by which it was reached, and by the name that was asked for.
    private bool Alert(
        InForce inForce,
        in EventContext context,
        bool holds,
        ReadOnlySpan<byte[]> samePaths,
        ReadOnlyMemory<byte> asked)
    {
        if (holds) Alert(inForce, context, inForce.Matches);
        foreach (byte[] path in samePaths)
        {
            if (FdText.TryName(context, out var name) && name.SequenceEqual(path)) continue;
            var byPath = context with { SamePath = path };
            holds |= AlertByName(inForce, byPath, inForce.Rules.IdentityRules.Of(path));
        }

        var other = OtherName(inForce, context);
        if (!other.IsEmpty && other.Length <= _otherName.Length)
        {
            other.CopyTo(_otherName);
            var byName = context with { SamePath = _otherName.AsMemory(0, other.Length) };
            holds |= AlertByName(inForce, byName, inForce.Rules.OtherNameRules.Of(context, other));
        }

        if (!asked.IsEmpty)
        {
            var byName = context with { SamePath = asked, IsAskedName = true };
            holds |= AlertByName(inForce, byName, inForce.Rules.AskedNameRules.Of(byName));
        }

        return holds;
    }

    // By a name that the file has beside the one that was opened: those of the concerned that have not held yet.
    private bool AlertByName(InForce inForce, in EventContext context, List<int> concerned)
    {
        _node.Scratch.Reset();
        var byName = context with { IsBySamePath = true };
        if (!inForce.Rules.MatchAgain(byName, concerned, inForce.Matches, inForce.Same)) return false;
        Alert(inForce, context, inForce.Same);
        return true;
    }

    private void Alert(InForce inForce, in EventContext context, RuleMatches matches)
    {
        if (PolicyDifferences.IsProof(context.Event)) PolicyDifferences.Hold(context, inForce.Rules, matches);
        foreach (int number in matches.Rules)
        {
            var rule = inForce.Rules.Rules[number];
            rule.CountMatch();
            if (Recorder is { } recorder)
            {
                if (recorder.IsOfRun) continue;
                recorder.Alerted(rule, context, handled: _number);
            }

            if (!Duplicates.Passes(rule, context, out long suppressed)) continue;
            _node.SuppressedAlerts = suppressed;
            inForce.Writer.Write(new Alert(rule.Output, context), _envelope);
            _node.SuppressedAlerts = 0;
            bool isAdded = WaitsForRoom ? _queue.AddWhenRoom(_envelope.Written) : _queue.TryAdd(_envelope.Written);
            if (!isAdded) Duplicates.NoteUntold(rule, suppressed);
        }
    }

    private sealed class InForce(RuleSet rules, AlertOptions alerts)
    {
        public RuleSet Rules { get; } = rules;

        public EnvelopeWriter Writer { get; } = new(alerts);

        public RuleMatches Matches { get; } = rules.CreateMatches();

        public RuleMatches Open { get; } = rules.CreateMatches();

        public RuleMatches Same { get; } = rules.CreateMatches();

        public bool WantsClones { get; } = rules.WantedTypes.Any(EventTable.IsClone);
    }
}

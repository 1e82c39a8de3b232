using System.Globalization;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>
/// Decides what is recorded: either a run from its beginning to its end, of which rules choose the events, or what
/// follows an alert, for as long as its rule says. One recording at a time: an alert during one makes it last as long
/// as that alert's rule asks for. Belongs to the event thread but for what says otherwise.
/// </summary>
public sealed class EventRecorder
{
    // For events that are still on their way to the event thread when a recording's time is over.
    private const ulong OnTheWayNs = 500_000_000;

    private static readonly TimeSpan WriteMax = TimeSpan.FromSeconds(20);

    private readonly NodeState _node;
    private readonly RecordingOptions _options;
    private readonly CaptureOptions? _captures;
    private readonly Action<RecordingReport> _tell;
    private readonly Action<ContainerInfo> _tellContainer;
    private readonly List<Recording> _ending = [];
    private RecordingMemory? _spare;
    private Recording? _recording;
    private long _lostTold;
    private ulong _handledBefore;
    private ulong _heldNumber;

    private EventRecorder(
        NodeState node, RecordingOptions options, CaptureOptions? captures, Action<RecordingReport> tell)
    {
        (_node, _options, _captures, _tell) = (node, options, captures, tell);
        _tellContainer = info => _recording?.Tell(info);
    }

    /// <summary>Records what follows alerts.</summary>
    /// <param name="node">What is known of the node.</param>
    /// <param name="options">Which rules start recordings, and where they are written.</param>
    /// <param name="tell">Told on another thread when a file is closed.</param>
    public static EventRecorder OfAlerts(NodeState node, CaptureOptions options, Action<RecordingReport> tell) =>
        new(node, options.Recording, options, tell);

    /// <summary>Records a run. Rules choose its events and do not alert.</summary>
    /// <param name="node">What is known of the node, its threads too.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="tell">Told on another thread when the file is closed.</param>
    public static EventRecorder OfRun(
        NodeState node, string path, RecordingOptions options, Action<RecordingReport> tell)
    {
        var recorder = new EventRecorder(node, options, captures: null, tell);
        recorder.Begin(path);
        return recorder;
    }

    /// <summary>Rules only choose what is recorded.</summary>
    internal bool IsOfRun => _captures is null;

    /// <summary>Whether a recording is on and still written.</summary>
    public bool IsOn => _recording is { IsFull: false, HasFailed: false };

    /// <summary>The files of recordings begun so far; any thread.</summary>
    public long Begun { get; private set; }

    /// <summary>An alert: begins a recording, or makes the one that is on last longer.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="context">The event.</param>
    /// <param name="handled">The number of the last event that was handled: those up to it that wait, this one too, are
    /// not in a recording that begins.</param>
    internal void Alerted(CompiledRule rule, in EventContext context, ulong handled)
    {
        if (_captures is not { } captures || !(captures.ForAllRules || rule.Capture))
        {
            return;
        }

        ulong timeNs = context.Event.Header.TimeNs;
        ulong durationNs = rule.CaptureMs > 0
            ? rule.CaptureMs * 1_000_000UL
            : (ulong)captures.DefaultDuration.TotalNanoseconds;
        if (_recording is null)
        {
            _handledBefore = handled;
            Begin(NameOf(captures.PathPrefix, _node.Clock.ToWallNs(timeNs), context.Number));
            _recording!.DeadlineNs = timeNs + durationNs;
        }

        if (!_recording!.HasFailed)
        {
            _recording.DeadlineNs = Math.Max(_recording.DeadlineNs, timeNs + durationNs);
        }
    }

    /// <summary>An event, after rules have seen it and before its thread may be forgotten.</summary>
    /// <param name="context">The event.</param>
    /// <param name="isChosen">A rule chose it, or may choose it once a container is known.</param>
    /// <param name="isForRules">False for the probe's own.</param>
    /// <param name="isHeld">Events wait for the description of their container.</param>
    internal void Add(in EventContext context, bool isChosen, bool isForRules, bool isHeld)
    {
        if (_recording is not { } recording)
        {
            return;
        }

        if (context.Event.Header.TimeNs >= recording.DeadlineNs)
        {
            End(RecordingEnd.Duration);
            return;
        }

        if (IsOver(recording))
        {
            End(RecordingEnd.SizeLimit);
            return;
        }

        bool isForState = !isForRules || (IsOfRun && !isChosen);
        if (IsOn && (!isForState || KeepsState(context.Event.Type)))
        {
            recording.Add(context, isForState, isHeld);
        }
    }

    /// <summary>
    /// An event whose waiting has ended: it is in the recording already unless it waited before that began.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="isChosen">A rule chose it.</param>
    internal void AddHeld(in EventContext context, bool isChosen)
    {
        if (context.Number > _handledBefore)
        {
            return;
        }

        // Both sides of a clone are one record.
        bool isOtherSide =
            EventTable.IsClone(context.Event.Type) && context.Result == 0 && context.Number == _heldNumber + 1;
        _heldNumber = context.Number;
        if (!isOtherSide)
        {
            Add(context, isChosen, isForRules: true, isHeld: false);
        }
    }

    /// <summary>No event waits for a description any more.</summary>
    internal void Release() => _recording?.Release();

    /// <summary>
    /// Ends what is over. To be called about once a second between two records; says how many events were left out
    /// since it was called last because they came faster than they are written.
    /// </summary>
    /// <param name="nowNs">Boot time.</param>
    public long Look(ulong nowNs)
    {
        long lost = _recording?.Lost ?? 0;
        long since = lost - _lostTold;
        _lostTold = lost;
        if (_recording is { } recording)
        {
            bool isOver = IsOver(recording);
            bool isLate = recording.DeadlineNs < ulong.MaxValue - OnTheWayNs
                && nowNs > recording.DeadlineNs + OnTheWayNs;
            if (isOver || isLate) End(isOver ? RecordingEnd.SizeLimit : RecordingEnd.Duration);
        }

        _ending.RemoveAll(static ending => ending.Join(TimeSpan.Zero));
        return since;
    }

    /// <summary>Ends the recording that is on and waits until all files are closed. After the last event.</summary>
    /// <returns>False when the disk did not take them in time.</returns>
    public bool Stop()
    {
        End(RecordingEnd.Stopped);
        return _ending.TrueForAll(static ending => ending.Join(WriteMax));
    }

    /// <summary>The name of a file, as Falco makes it.</summary>
    /// <param name="prefix">capture.path_prefix.</param>
    /// <param name="wallNs">When the event happened, in ns since the epoch.</param>
    /// <param name="number">evt.num of the event.</param>
    internal static string NameOf(string prefix, ulong wallNs, ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{wallNs:D20}_{number:D20}.scap");

    // What changes threads, so that the rest can be understood.
    private static bool KeepsState(EventType type) =>
        type is >= EventType.Execve and <= EventType.Procexit || CallEvents.ChangesState(type);

    // One that follows alerts and cannot be written ends when it was to end, so that not each alert tries anew.
    private bool IsOver(Recording recording) => recording.IsFull || (IsOfRun && recording.HasFailed);

    private void Begin(string path)
    {
        var memory = Interlocked.Exchange(ref _spare, null) ?? new RecordingMemory(_options.QueueBytes);
        _recording = new Recording(path, _options, _node, memory, report =>
        {
            _tell(report);
            Interlocked.Exchange(ref _spare, memory)?.Dispose();
        });
        _lostTold = 0;
        _node.Containers.Described = _tellContainer;
        Begun++;
    }

    private void End(RecordingEnd end)
    {
        if (_recording is not { } recording)
        {
            return;
        }

        recording.End(end);
        _recording = null;
        _node.Containers.Described = null;
        _ending.Add(recording);
    }
}

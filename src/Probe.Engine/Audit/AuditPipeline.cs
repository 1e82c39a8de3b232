using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// One audit event's way: read as JSON without an object for each of its values, judged by the rules of the source,
/// written as alerts. One thread, not the one that handles system calls.
/// </summary>
public sealed class AuditPipeline
{
    private readonly AuditFrame _frame;
    private readonly AlertQueue _queue;
    private readonly ByteBuffer _envelope = new();
    private readonly JsonDocumentOptions _options;
    private volatile InForce _inForce;
    private InForce _judging;
    private ulong _number;

    /// <summary>A pipeline.</summary>
    /// <param name="rules">The rules to begin with.</param>
    /// <param name="limits">What events may be.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="queue">Where they go; this is its only producer.</param>
    /// <param name="zone">The zone of times that are shown in words; null: this machine's.</param>
    public AuditPipeline(
        RuleSet rules, AuditLimits limits, AlertOptions alerts, AlertQueue queue, TimeZoneInfo? zone = null)
    {
        _frame = new AuditFrame(zone);
        _options = new JsonDocumentOptions { MaxDepth = limits.DepthMax };
        _queue = queue;
        _inForce = _judging = new InForce(rules, alerts);
    }

    /// <summary>The cluster that events are of; empty: nobody said.</summary>
    public string ClusterName
    {
        init => _frame.Event.ClusterName = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules => _inForce.Rules;

    /// <summary>Holds back alerts that repeat others; not before it is told to.</summary>
    public DuplicateFilter Duplicates { get; } = new();

    /// <summary>Events judged.</summary>
    public ulong Events => Volatile.Read(ref _number);

    /// <summary>Puts other rules in force, from the next event on; any thread may.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="alerts">How alerts are written.</param>
    public void Use(RuleSet rules, AlertOptions alerts) => _inForce = new InForce(rules, alerts);

    /// <summary>
    /// Alerts that were held back and that no later alert told of within its window. To be called every few seconds.
    /// </summary>
    public IReadOnlyList<SuppressedAlerts> SweepDuplicates() => Duplicates.Sweep(BootClock.NowNs);

    /// <summary>The same at the end: all of them.</summary>
    public IReadOnlyList<SuppressedAlerts> FinishDuplicates() => Duplicates.Finish();

    /// <summary>
    /// Handles one event. An alert waits for room in the queue: whoever sent the event keeps the next until there is.
    /// </summary>
    /// <param name="json">As <see cref="AuditBody"/> found it; not kept.</param>
    public void Handle(ReadOnlyMemory<byte> json)
    {
        // Read once, so that all of an event is judged by the same rules.
        if (!ReferenceEquals(_judging, _inForce))
        {
            _judging = _inForce;
            _frame.Event.ForgetLists();
        }

        using var document = JsonDocument.Parse(json, _options);
        ulong number = _number + 1;
        Volatile.Write(ref _number, number);
        try
        {
            var context = _frame.Use(document.RootElement, number);
            if (_judging.Rules.MatchAudit(context, _judging.Matches)) Alert(context);
        }
        finally
        {
            _frame.Forget();
        }
    }

    private void Alert(in EventContext context)
    {
        foreach (int number in _judging.Matches.Rules)
        {
            var rule = _judging.Rules.Rules[number];
            rule.CountMatch();
            if (!Duplicates.Passes(rule, context, BootClock.NowNs, out long suppressed)) continue;
            _frame.Node.SuppressedAlerts = suppressed;
            _judging.Writer.Write(new Alert(rule.Output, context), _envelope);
            _frame.Node.SuppressedAlerts = 0;
            if (!_queue.AddWhenRoom(_envelope.Written)) Duplicates.NoteUntold(rule, suppressed);
        }
    }

    private sealed class InForce(RuleSet rules, AlertOptions alerts)
    {
        public RuleSet Rules { get; } = rules;

        public EnvelopeWriter Writer { get; } = new(alerts);

        public RuleMatches Matches { get; } = rules.CreateMatches();
    }
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Writes one of our events as events of the format.</summary>
/// <param name="live">The event.</param>
/// <param name="output">Where it is written.</param>
internal delegate void LiveEventWriter(in LiveEvent live, ScapEventOutput output);

/// <summary>One of our events, with what is written of it whatever it is.</summary>
internal readonly ref struct LiveEvent
{
    /// <summary>An event.</summary>
    /// <param name="context">The record and its thread.</param>
    /// <param name="row">How it is written.</param>
    /// <param name="isForState">No rule is to see it.</param>
    public LiveEvent(scoped in EventContext context, LiveEventRow row, bool isForState)
    {
        Context = new EventContext(context.Event, context.Thread, context.Node, context.Number, context.Result);
        Code = row.Code;
        ref readonly var header = ref context.Event.Header;
        Head = new ScapEventHead
        {
            TimeNs = context.Node.Clock.ToWallNs(header.TimeNs),
            Tid = header.Tid,
            Cpu = header.Cpu,
            IsForState = isForState,
        };
    }

    /// <summary>The record and its thread.</summary>
    public readonly EventContext Context;

    /// <summary>The number of the call's end.</summary>
    public ushort Code { get; }

    /// <summary>Time, thread, CPU.</summary>
    public ScapEventHead Head { get; }

    /// <summary>The same for what is told of a thread beside the event: no rule sees it.</summary>
    /// <param name="tid">The thread.</param>
    public ScapEventHead StateOf(uint tid) => Head with { Tid = tid, IsForState = true };

    /// <summary>The thread.</summary>
    public ThreadInfo Thread => Context.Thread;
}

/// <summary>How one of our events is written.</summary>
/// <param name="Type">The event.</param>
/// <param name="Code">Its number in the format; of a call the number of its end, one less is that of its beginning.
/// </param>
/// <param name="Write">Writes it.</param>
internal sealed record LiveEventRow(EventType Type, ushort Code, LiveEventWriter Write);

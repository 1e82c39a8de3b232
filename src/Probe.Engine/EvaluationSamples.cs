using System.Diagnostics;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine;

/// <summary>
/// What judging costs, by event type, measured on a sample: looking at the clock around every event would cost as much
/// as many a judgement. Written by the event thread, read by any.
/// </summary>
public sealed class EvaluationSamples
{
    /// <summary>One event of so many is measured.</summary>
    public const int OneOf = 64;

    private readonly long[] _counts = new long[EventTable.TypesCount];
    private readonly long[] _ticks = new long[EventTable.TypesCount];
    private int _left = OneOf;

    /// <summary>Events of a type that were measured.</summary>
    /// <param name="type">The type.</param>
    public long CountOf(EventType type) => Volatile.Read(ref _counts[(int)type]);

    /// <summary>How long judging them took together.</summary>
    /// <param name="type">The type.</param>
    public TimeSpan TimeOf(EventType type) =>
        Stopwatch.GetElapsedTime(0, Volatile.Read(ref _ticks[(int)type]));

    /// <summary>Event thread: the time at which a judgement begins, or 0 when it is not measured.</summary>
    internal long Begin()
    {
        if (--_left > 0) return 0;
        _left = OneOf;
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Event thread: a judgement has ended.</summary>
    /// <param name="type">Of the event.</param>
    /// <param name="begun">From <see cref="Begin"/>.</param>
    internal void End(EventType type, long begun)
    {
        if (begun == 0) return;
        ref long ticks = ref _ticks[(int)type];
        ref long count = ref _counts[(int)type];
        Volatile.Write(ref ticks, ticks + Stopwatch.GetTimestamp() - begun);
        Volatile.Write(ref count, count + 1);
    }
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Writes our events as those of the format, with what readers must know beside them. Allocates nothing once its buffer
/// has grown to the largest event. One thread.
/// </summary>
internal sealed class LiveEventEncoder
{
    private readonly ScapEventOutput _output = new(new ScapOutput());
    private readonly ToldThreads _threads = new();
    private readonly ToldDescriptors _descriptors = new();

    /// <summary>What was written since the last <see cref="Clear"/>. Lifetime: until the next write.</summary>
    public ReadOnlySpan<byte> Written => _output.Written;

    /// <summary>Events in it.</summary>
    public int Count => _output.Count;

    /// <summary>Where else events may be written to.</summary>
    public ScapEventOutput Output => _output;

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _output.Clear();

    /// <summary>Forgets all that was told: for the next capture.</summary>
    public void Forget()
    {
        Clear();
        _threads.Clear();
        _descriptors.Clear();
    }

    /// <summary>A thread that the capture's head tells of.</summary>
    /// <param name="thread">The thread.</param>
    public void Know(ThreadInfo thread) => _threads.Add(thread);

    /// <summary>Writes one event; nothing for what only keeps state here.</summary>
    /// <param name="context">The record and its thread, as rules saw them.</param>
    /// <param name="isForState">No rule is to see it.</param>
    public void Write(in EventContext context, bool isForState)
    {
        if (LiveEventTable.Find(context.Event.Type) is not { } row)
        {
            return;
        }

        context.Node.Scratch.Reset();
        var live = new LiveEvent(context, row, isForState);
        _threads.Before(live, _output);
        _descriptors.Before(live, _output);
        row.Write(live, _output);
        _threads.After(live, _output);
    }
}

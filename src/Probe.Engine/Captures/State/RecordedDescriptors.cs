using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>How a capture's events change what processes have open, and which descriptor an event is about.</summary>
internal sealed class RecordedDescriptors
{
    /// <summary>What the event is about; null when it is about no descriptor, or one that is not known.</summary>
    public Descriptor? Current { get; private set; }

    /// <summary>Takes in a descriptor of the capture's head.</summary>
    /// <param name="seed">As it was before the first event; its thread came before it.</param>
    public void Add(ScapDescriptor seed)
    {
    }

    /// <summary>Changes the table of the event's process, and finds what the event is about.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="thread">Its thread, as <see cref="RecordedThreads"/> has left it.</param>
    public void Apply(in Event view, ThreadInfo thread) => Current = null;

    /// <summary>Changes what rules must not see yet.</summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
    }
}

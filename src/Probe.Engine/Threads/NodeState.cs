using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Threads;

/// <summary>What is known of the node, and what fields read beside event and thread.</summary>
public sealed class NodeState
{
    /// <summary>Memory for texts that are made while an event is judged; reset before each event.</summary>
    public TextScratch Scratch { get; } = new();

    /// <summary>Turns a record's boot time into wall time.</summary>
    public BootClock Clock { get; init; } = new();
}

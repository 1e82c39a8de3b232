namespace KosmosProbe.Host.Configuration.Options;

/// <summary>What is done when events were lost.</summary>
[Flags]
internal enum EventDropActions
{
    /// <summary>Nothing, beside counting.</summary>
    Ignore = 0,

    /// <summary>A line in the log.</summary>
    Log = 1,

    /// <summary>An alert of the rule <c>Falco internal: syscall event drop</c>.</summary>
    Alert = 2,

    /// <summary>The probe ends, with an error.</summary>
    Exit = 4,
}

/// <summary>syscall_event_drops: when a loss of events is told, and how.</summary>
internal sealed record EventDropOptions
{
    /// <summary>The part of the events of a second that must be lost; from 0 to 1, 0: any.</summary>
    public double Threshold { get; init; } = 0.1;

    /// <summary>What is done.</summary>
    public EventDropActions Actions { get; init; } = EventDropActions.Log | EventDropActions.Alert;

    /// <summary>How often a second it is done in the long run.</summary>
    public double Rate { get; init; } = 0.03333;

    /// <summary>How often in a row it is done before <see cref="Rate"/> holds it back.</summary>
    public double MaxBurst { get; init; } = 1;

    /// <summary>Losses are made up, to try it.</summary>
    public bool SimulateDrops { get; init; }
}

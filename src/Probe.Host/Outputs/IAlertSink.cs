namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Somewhere alerts go. Each has its own bounded queue and its own thread, so that a slow one holds back no other.
/// </summary>
internal interface IAlertSink
{
    /// <summary>As metrics and messages call it: <c>stdout</c>, <c>file</c>, <c>webhook:aegis</c>.</summary>
    string Name { get; }

    /// <summary>Asks for <see cref="OutgoingAlert.Json"/>.</summary>
    bool WantsJson { get; }

    /// <summary>What became of the alerts so far.</summary>
    SinkCounters Counters { get; }

    /// <summary>Starts to deliver.</summary>
    void Start();

    /// <summary>Hands over an alert; never waits. What there is no room for is dropped and counted.</summary>
    /// <param name="alert">The alert.</param>
    void Offer(OutgoingAlert alert);

    /// <summary>Delivers what is still there, then ends. May be called again after a false.</summary>
    /// <param name="max">How long that may take.</param>
    /// <returns>False when the time was too short.</returns>
    bool Stop(TimeSpan max);
}

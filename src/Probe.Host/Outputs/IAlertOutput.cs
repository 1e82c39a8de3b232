namespace KosmosProbe.Host.Outputs;

/// <summary>One of Falco's own outputs, which a <see cref="QueuedSink"/> writes to, by its thread alone.</summary>
internal interface IAlertOutput : IDisposable
{
    /// <summary>As metrics and messages call it.</summary>
    string Name { get; }

    /// <summary>Alerts at most that <see cref="Write"/> can take as one.</summary>
    int AlertsMax { get; }

    /// <summary>Writes alerts, all or none of them.</summary>
    /// <param name="alerts">The alerts, oldest first.</param>
    /// <exception cref="IOException">None was written; the same alerts come again.</exception>
    void Write(IReadOnlyList<OutgoingAlert> alerts);
}

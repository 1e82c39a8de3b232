namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>Talks to one receiver. One attempt at a time; order and repetition are its caller's.</summary>
internal interface IAlertSender : IDisposable
{
    /// <summary>Alerts that one attempt may carry.</summary>
    int BatchMax { get; }

    /// <summary>Makes one attempt. Errors of the network are results; only the cancellation is thrown.</summary>
    /// <param name="alerts">At least one, in order.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    Task<SendResult> SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancel);
}

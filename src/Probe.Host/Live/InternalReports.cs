namespace KosmosProbe.Host.Live;

/// <summary>What the event loop has told by way of internal alerts.</summary>
/// <param name="Suppression">Alerts that were held back.</param>
/// <param name="Drops">Events that were lost.</param>
/// <param name="Timeouts">Events that do not come.</param>
internal sealed record InternalReports(
    SuppressionReport Suppression, EventDropReport Drops, EventTimeoutReport Timeouts);

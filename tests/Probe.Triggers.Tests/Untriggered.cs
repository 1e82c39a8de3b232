namespace KosmosProbe.Triggers.Tests;

/// <summary>
/// Rules that nothing done on this machine makes alert, and why. Their triggers are done all the same: the test says so
/// when one alerts after all, else it skips aloud.
/// </summary>
internal static class Untriggered
{
    /// <summary>Reasons by rule.</summary>
    internal static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal);
}

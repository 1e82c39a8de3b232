using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>Rules that nothing done on this machine makes alert, and why.</summary>
internal static class Untriggered
{
    /// <summary>Reasons by rule.</summary>
    internal static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["Contact K8S API Server From Container"] = "fd.sip.name is not collected: domain names are not looked up",
    };

    /// <summary>Skips a rule's test, aloud.</summary>
    internal static void Demand(string rule) =>
        Assert.SkipWhen(Reasons.TryGetValue(rule, out string? reason), $"{rule}: {reason}");
}

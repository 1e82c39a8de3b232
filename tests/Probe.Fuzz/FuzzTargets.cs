namespace KosmosProbe.Fuzz;

/// <summary>What can be fuzzed, by name. A target takes any bytes, and throws when something does not hold.</summary>
public static class FuzzTargets
{
    public static readonly IReadOnlyDictionary<string, Action<byte[]>> All =
        new Dictionary<string, Action<byte[]>>(StringComparer.Ordinal)
        {
            ["condition"] = ConditionTarget.Run,
            ["rules"] = RulesTarget.Run,
            ["output"] = OutputTarget.Run,
            ["capture"] = CaptureTarget.Run,
            ["replay"] = ReplayTarget.Run,
            ["audit"] = AuditTarget.Run,
        };

    /// <summary>Reports a promise that was not kept.</summary>
    /// <param name="isKept">Whether it was.</param>
    /// <param name="promise">What it says.</param>
    public static void Require(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new InvalidOperationException(promise);
        }
    }
}

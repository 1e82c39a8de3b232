namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>
/// How events of earlier versions become today's: the rows of <c>scap-upgrades.txt</c>, each chain of them put together
/// to one plan.
/// </summary>
internal static class UpgradeTable
{
    private static readonly Lazy<IReadOnlyDictionary<(int Code, int Count), UpgradePlan>> Read =
        new(() => UpgradeTableReader.ReadResource().Plans());

    private static readonly Lazy<HashSet<int>> Enters =
        new(() => [.. Read.Value.Where(plan => plan.Value.NeedsEnter).Select(plan => plan.Key.Code - 1)]);

    /// <summary>All plans.</summary>
    public static IReadOnlyDictionary<(int Code, int Count), UpgradePlan> All => Read.Value;

    /// <summary>The plan of an event; null when it is today's as it is, or none is known.</summary>
    /// <param name="code">Its number.</param>
    /// <param name="count">How many parameters it has.</param>
    public static UpgradePlan? Find(int code, int count) => Read.Value.GetValueOrDefault((code, count));

    /// <summary>Whether the end of a call may need what was recorded at its beginning.</summary>
    /// <param name="code">The number of the beginning.</param>
    public static bool IsNeeded(int code) => Enters.Value.Contains(code);
}

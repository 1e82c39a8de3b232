using KosmosProbe.Host.Configuration.Rows;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Every key of Falco's configuration, and our own. A key that is not here is warned about; one whose value has the
/// wrong type is an error, also where this version does not act on it. docs/configuration.md and the configuration's
/// schema are made from it.
/// </summary>
internal static class SettingTable
{
    /// <summary>The rows by topic, parents before their parts.</summary>
    public static readonly IReadOnlyList<(string Topic, IReadOnlyList<Setting> Rows)> Topics =
    [
        ("Files and rules", RuleRows.All),
        ("Events", EngineRows.All),
        ("Alerts", AlertRows.All),
        ("Outputs", OutputRows.All),
        ("The probe itself", ServiceRows.All),
    ];

    /// <summary>All rows.</summary>
    public static readonly IReadOnlyList<Setting> Rows = [.. Topics.SelectMany(static topic => topic.Rows)];

    private static readonly Dictionary<string, Setting> ByPath =
        Rows.ToDictionary(static row => row.Path, StringComparer.Ordinal);

    /// <summary>The row of a path, or null.</summary>
    /// <param name="path">Dotted, with [] for items.</param>
    public static Setting? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>The keys that a mapping may have.</summary>
    /// <param name="parent">Its path; empty for the whole configuration.</param>
    public static IEnumerable<string> KeysOf(string parent) =>
        from row in Rows
        let dot = row.Path.LastIndexOf('.')
        where (dot < 0 ? "" : row.Path[..dot]) == parent && !row.Path.EndsWith("[]", StringComparison.Ordinal)
        select row.Path[(dot + 1)..];
}

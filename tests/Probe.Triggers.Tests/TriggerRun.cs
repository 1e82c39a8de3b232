using System.Text.RegularExpressions;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Containers.Tests.Live;
using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>What came of a script.</summary>
/// <param name="Place">Where it ran.</param>
/// <param name="Here">Its folder, as it saw it.</param>
/// <param name="ContainerId">The whole id, or <c>host</c>.</param>
/// <param name="Errors">What it wrote to its errors.</param>
/// <param name="Alerts">Of all rules.</param>
internal sealed record TriggerRun(Place Place, string Here, string ContainerId, string Errors, LiveAlert[] Alerts)
{
    /// <summary>Its alerts of one rule.</summary>
    internal LiveAlert[] Of(string rule) => [.. Alerts.Where(alert => alert.Rule == rule)];

    /// <summary>Holds the one alert of a rule against what its trigger says of it.</summary>
    internal void Check(Trigger trigger)
    {
        var alerts = Of(trigger.Rule);
        Assert.True(alerts.Length == 1, $"{alerts.Length} alerts instead of one\n{Story(trigger.Rule)}");
        string[] expected =
        [
            .. trigger.Fields, $"user.uid={trigger.Uid}",
            $"container.id={ContainerId[..Math.Min(12, ContainerId.Length)]}",
            $"container.image.repository={(Place == Place.Host ? "" : ContainerdBed.Other[..^":1.0".Length])}",
        ];
        string[] wrong = [.. expected.Where(field => !Says(alerts[0], field))];
        Assert.True(wrong.Length == 0, $"it does not say {string.Join(", ", wrong)}\n{alerts[0]}");
        Assert.Equal(trigger.Priority, alerts[0].Priority);
    }

    /// <summary>Holds that a rule was silent.</summary>
    internal void CheckSilence(string rule) => Assert.True(Of(rule).Length == 0, $"not silent\n{Story(rule)}");

    private bool Says(LiveAlert alert, string field)
    {
        string[] pair = field.Replace("{here}", Here, StringComparison.Ordinal).Split('=', 2);
        string pattern = Regex.Escape(pair[1]).Replace(@"\*", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(alert[pair[0]] ?? "", $"^{pattern}$", RegexOptions.Singleline);
    }

    private string Story(string rule)
    {
        string others = string.Join(", ", Alerts.Select(static alert => alert.Rule).Distinct());
        return $"{string.Join('\n', Of(rule).AsEnumerable())}\nthe script's errors: {Errors}\nother rules: {others}";
    }
}

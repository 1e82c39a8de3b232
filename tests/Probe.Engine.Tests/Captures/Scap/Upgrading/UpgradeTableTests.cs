using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.Scap.Upgrading;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Scap.Upgrading;

public sealed class UpgradeTableTests
{
    // What these tell was given up; no rule can name them.
    private static readonly string[] Gone = ["k8s", "mesos", "tracer"];

    [Fact]
    public void EveryPlanEndsAtAnEventOfTodayWithAllItsParameters() => Assert.All(UpgradeTable.All, row =>
    {
        var today = ScapEventTable.Find(row.Value.Code)!;
        Assert.True(today.IsToday, $"{row.Key} ends at {today.Code}");
        Assert.True(today.Parameters.Count == row.Value.Steps.Length, $"{row.Key} ends with {row.Value.Steps.Length}");
    });

    [Fact]
    public void EveryPlanTakesParametersThatThereAre() => Assert.All(UpgradeTable.All, row =>
        Assert.All(row.Value.Steps.Where(step => step.Source == UpgradeSource.Event), step =>
            Assert.InRange(step.Index, 0, row.Key.Count - 1)));

    [Fact]
    public void EveryPlanKeepsTheNameOfItsEventOrThatOfTheCall() => Assert.All(UpgradeTable.All, row =>
    {
        string former = ScapEventTable.Find(row.Key.Code)!.Name;
        string name = ScapEventTable.Find(row.Value.Code)!.Name;
        Assert.StartsWith(former, name, StringComparison.Ordinal);
    });

    [Fact]
    public void WhatIsTakenOfABeginningHasTheNameThatItHasToday() => Assert.All(UpgradeTable.All, row =>
    {
        // The first version of brk told a size, which the upgrade puts where the size of the process stands; of dup and
        // of two kinds of flags the names differ.
        string[] renamed = ["size vm_size", "fd oldfd"];
        var enter = ScapEventTable.Find(row.Key.Code - 1);
        var today = ScapEventTable.Find(row.Value.Code)!.Parameters;
        for (int i = 0; i < row.Value.Steps.Length; i++)
        {
            var step = row.Value.Steps[i];
            if (step.Source == UpgradeSource.Enter && step.Index < enter!.Parameters.Count)
            {
                string pair = $"{enter.Parameters[step.Index].Name} {today[i].Name}";
                Assert.True(renamed.Contains(pair) || pair.Split(' ').Distinct().Count() == 1, $"{row.Key}: {pair}");
            }
        }
    });

    [Fact]
    public void WhatIsTakenOfAnEarlierVersionHasTheNameThatItHasToday() => Assert.All(UpgradeTable.All, row =>
    {
        string[] renamed = ["res_or_fd fd"];
        var former = ScapEventTable.Find(row.Key.Code)!.Parameters;
        var today = ScapEventTable.Find(row.Value.Code)!.Parameters;
        for (int i = 0; i < row.Value.Steps.Length; i++)
        {
            var step = row.Value.Steps[i];
            if (step.Source == UpgradeSource.Event && step.Index < former.Count)
            {
                string pair = $"{former[step.Index].Name} {today[i].Name}";
                Assert.True(renamed.Contains(pair) || pair.Split(' ').Distinct().Count() == 1, $"{row.Key}: {pair}");
            }
        }
    });

    [Fact]
    public void EveryEarlierVersionHasAPlan()
    {
        var without = ScapEventTable.All
            .Where(info => !info.IsToday && (info.Kind is ScapEventKind.Exit or ScapEventKind.Lone))
            .Where(info => UpgradeTable.Find(info.Code, info.Parameters.Count) is null)
            .Where(info => !Gone.Contains(info.Name))
            .Select(info => $"{info.Code} {info.Name}");

        Assert.Empty(without);
    }
}

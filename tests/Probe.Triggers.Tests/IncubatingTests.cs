using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>Every rule of the incubating file, done for real.</summary>
[Collection(TriggerCollection.Name)]
public sealed class IncubatingTests(TriggerScene scene)
{
    /// <summary>The rules' names.</summary>
    public static TheoryData<string> Rules => [.. IncubatingTriggers.All.Select(static trigger => trigger.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task AlertsOnceAndNotForANearMiss(string rule) =>
        scene.CheckAsync(IncubatingTriggers.All.Single(trigger => trigger.Rule == rule));
}

using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>Every rule of the stable file, done for real.</summary>
[Collection(TriggerCollection.Name)]
public sealed class StableTests(TriggerScene scene)
{
    /// <summary>The rules' names.</summary>
    public static TheoryData<string> Rules => [.. StableTriggers.All.Select(static trigger => trigger.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task AlertsOnceAndNotForANearMiss(string rule) =>
        scene.CheckAsync(StableTriggers.All.Single(trigger => trigger.Rule == rule));
}

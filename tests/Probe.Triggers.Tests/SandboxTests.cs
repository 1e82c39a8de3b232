using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>Every rule of the sandbox file, done for real.</summary>
[Collection(TriggerCollection.Name)]
public sealed class SandboxTests(TriggerScene scene)
{
    /// <summary>The rules' names.</summary>
    public static TheoryData<string> Rules => [.. SandboxTriggers.All.Select(static trigger => trigger.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task AlertsOnceAndNotForANearMiss(string rule) =>
        scene.CheckAsync(SandboxTriggers.All.Single(trigger => trigger.Rule == rule));
}

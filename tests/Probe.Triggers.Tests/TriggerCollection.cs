using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>Tests that share a probe; one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TriggerCollection : ICollectionFixture<TriggerScene>
{
    /// <summary>The collection's.</summary>
    public const string Name = "triggers";
}

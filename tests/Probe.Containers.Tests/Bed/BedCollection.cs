using Xunit;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>Tests that share the bed; one after another, since some of them stop it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BedCollection : ICollectionFixture<ContainerdBed>
{
    public const string Name = "containerd bed";
}

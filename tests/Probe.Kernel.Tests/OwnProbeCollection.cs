namespace KosmosProbe.Kernel.Tests;

/// <summary>Tests that start probes of their own; one after another, and not while the shared one runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OwnProbeCollection
{
    public const string Name = "own probe";
}

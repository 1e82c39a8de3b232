namespace KosmosProbe.Engine.Captures.State;

/// <summary>What stands behind a descriptor: a file, a socket or something else.</summary>
internal sealed class Descriptor
{
}

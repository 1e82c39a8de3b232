namespace KosmosProbe.Engine.Containers;

/// <summary>Why a container is asked for.</summary>
public enum ContainerRequestCause
{
    /// <summary>Its control group was made: the runtime is about to start it and may not know it yet.</summary>
    CgroupMade,

    /// <summary>A process was seen in it.</summary>
    ProcessSeen,

    /// <summary>An earlier question found nobody who knew it, and it still lives.</summary>
    AskedAgain,
}

using System.Diagnostics;

namespace KosmosProbe.Engine.Containers;

/// <summary>What a runtime is to be asked.</summary>
public sealed class ContainerRequest
{
    /// <summary>A question, asked now.</summary>
    /// <param name="fullId">The container's whole id, as the group's path has it; shared, never written.</param>
    /// <param name="cgroupPath">The group's path; shared, never written.</param>
    /// <param name="cause">Why it is asked.</param>
    public ContainerRequest(byte[] fullId, byte[] cgroupPath, ContainerRequestCause cause)
    {
        FullId = fullId;
        CgroupPath = cgroupPath;
        Cause = cause;
        AskedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>The container's whole id.</summary>
    public byte[] FullId { get; }

    /// <summary>The path of its control group.</summary>
    public byte[] CgroupPath { get; }

    /// <summary>
    /// Whether the group is below another container's: most likely that one made it, and nobody on the node knows it.
    /// </summary>
    public bool IsNested { get; init; }

    /// <summary>Why it is asked.</summary>
    public ContainerRequestCause Cause { get; }

    /// <summary>When, as <see cref="Stopwatch.GetTimestamp"/> has it.</summary>
    public long AskedAt { get; }
}

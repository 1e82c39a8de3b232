namespace KosmosProbe.Host.Containers;

/// <summary>A socket where a runtime may listen.</summary>
/// <param name="Kind">What is spoken there.</param>
/// <param name="Path">Of the socket, as it is seen from here.</param>
/// <param name="UserSlice">
/// A part of the control group's path of every container that it may speak of: the slice of the user whose socket it
/// is. Null: the socket is the node's, and may speak of all.
/// </param>
internal sealed record RuntimePlace(RuntimeKind Kind, string Path, string? UserSlice = null)
{
    /// <summary>Whether what it says of a container is to be believed.</summary>
    /// <param name="cgroupPath">Of the container's control group; empty: not known.</param>
    public bool MayTellOf(string cgroupPath) =>
        UserSlice is null || cgroupPath.Contains(UserSlice, StringComparison.Ordinal);
}

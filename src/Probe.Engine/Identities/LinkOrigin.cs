namespace KosmosProbe.Engine.Identities;

/// <summary>
/// Who asks where names lead: a container, or on the host a mount namespace. Limits are for each, so that none can use
/// up what others need.
/// </summary>
/// <param name="Container">The container; null on the host.</param>
/// <param name="MountNamespace">Its inode number; 0 for a container, which may have made many.</param>
public readonly record struct LinkOrigin(object? Container, uint MountNamespace);

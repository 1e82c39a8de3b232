using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// Names of a container's users and groups, from its own /etc/passwd and /etc/group. Shared by all descriptions of the
/// container; who watches the files fills it, the event thread reads it.
/// </summary>
public sealed class ContainerNames
{
    // Who builds an image fills its files, and must not fill the probe's memory with them.
    private const int NamesMax = 4096;

    private volatile IdMap _userIds = IdMap.Same;
    private volatile IdMap _groupIds = IdMap.Same;

    /// <summary>Users; not read while the file cannot be had.</summary>
    public NameFile Users { get; } = new("", NamesMax);

    /// <summary>Groups; not read while the file cannot be had.</summary>
    public NameFile Groups { get; } = new("", NamesMax);

    /// <summary>How the container's user namespace numbers users: <see cref="Users"/> has its numbers.</summary>
    public IdMap UserIds
    {
        get => _userIds;
        set => _userIds = value;
    }

    /// <summary>How it numbers groups.</summary>
    public IdMap GroupIds
    {
        get => _groupIds;
        set => _groupIds = value;
    }
}

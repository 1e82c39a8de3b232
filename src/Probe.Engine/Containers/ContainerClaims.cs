namespace KosmosProbe.Engine.Containers;

/// <summary>
/// The containers that a control group's path names, and which of them it belongs to. A container may make groups below
/// its own, and a user below his slice, under any name, another container's id among them. So an inner id counts only
/// when somebody on the node knows that container and says that it lives there; else the group is the enclosing
/// container's. Reading allocates nothing.
/// </summary>
internal sealed class ContainerClaims
{
    /// <summary>Ids looked at in a path, from the outermost; a pod in a cluster in a pod has three.</summary>
    internal const int CountMax = 8;

    /// <summary>No container is named.</summary>
    public static readonly ContainerClaims None = new([], []);

    private readonly byte[] _path;
    private readonly ContainerClaim[] _claims;
    private readonly bool _isOfUser;

    /// <summary>Claims of a path.</summary>
    /// <param name="path">The control group's path; shared.</param>
    /// <param name="claims">Innermost first; each container once.</param>
    public ContainerClaims(byte[] path, ContainerClaim[] claims)
    {
        (_path, _claims) = (path, claims);
        _isOfUser = CgroupHome.IsOfUser(path);
    }

    /// <summary>The containers named, innermost first.</summary>
    public ReadOnlySpan<ContainerClaim> All => _claims;

    /// <summary>
    /// The container that the group belongs to as far as is known; null: the host. Where nobody knows any of them it is
    /// the outermost, whose group no container made.
    /// </summary>
    public Container? Rightful
    {
        get
        {
            if (_claims.Length == 0) return null;
            if (!IsDoubtful) return _claims[0].Container;
            for (int i = 0; i < _claims.Length; i++)
            {
                if (Holds(i)) return _claims[i].Container;
            }

            // That of a user which is known lives elsewhere.
            var outermost = _claims[^1].Container;
            return outermost.Info is null ? outermost : null;
        }
    }

    /// <summary>True while an answer is on its way that may change which it is, or what is known of it.</summary>
    public bool IsOutstanding
    {
        get
        {
            foreach (ref readonly var claim in _claims.AsSpan())
            {
                if (claim.Container.IsOutstanding) return true;
            }

            return false;
        }
    }

    /// <summary>True when whoever may know one of them did not answer in time.</summary>
    public bool IsUnheard
    {
        get
        {
            foreach (ref readonly var claim in _claims.AsSpan())
            {
                if (claim.Container.IsUnheard) return true;
            }

            return false;
        }
    }

    /// <summary>True when answers decide which container it is, or whether it is one at all.</summary>
    public bool IsDoubtful => _claims.Length > 1 || (_claims.Length == 1 && (_isOfUser || IsUnproven));

    /// <summary>
    /// The claims of a group into which a process of another container has moved: that one counts as the enclosing one,
    /// though its id is not in the path. Null where that cannot be said.
    /// </summary>
    /// <param name="left">The claims of the group that it was in.</param>
    internal ContainerClaims? Within(ContainerClaims left)
    {
        if (_isOfUser || _claims.Length + left._claims.Length > CountMax) return null;
        var own = _claims;
        ContainerClaim[] outer =
            [.. left._claims.Where(one => !Array.Exists(own, inner => inner.Container == one.Container))];

        // Before all of the path, and one within the other as they were.
        for (int i = 0; i < outer.Length; i++) outer[i] = outer[i] with { IdStart = outer.Length - 1 - i };
        return new ContainerClaims(_path, [.. own, .. outer]);
    }

    /// <summary>Whether the path names a container, rightly or not.</summary>
    /// <param name="container">The container.</param>
    internal bool Name(Container? container)
    {
        foreach (ref readonly var claim in _claims.AsSpan())
        {
            if (claim.Container == container) return true;
        }

        return false;
    }

    private bool IsUnproven => _claims[0].Container.IsUnproven;

    private bool Holds(int index)
    {
        var (container, idStart) = _claims[index];
        if (container.Info is null) return false;
        int encloser = KnownBefore(index, idStart);
        if (encloser < 0 && !_isOfUser) return true;

        // Of a user's own runtime nobody tells the place.
        if (container.Home is not { } home) return encloser < 0;
        return home.TryMatch(_path, container.FullId, idStart, out int rootLength)
            && KnownBefore(index, rootLength) < 0;
    }

    /// <summary>The nearest known container whose id lies before a place in the path; -1: none.</summary>
    private int KnownBefore(int index, int end)
    {
        for (int i = index + 1; i < _claims.Length; i++)
        {
            if (_claims[i].IdStart < end && _claims[i].Container.Info is not null) return i;
        }

        return -1;
    }
}

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// What an event of a class must have for any rule to hold, as far as the kernel can see it cheaply; what has not is
/// left out. Opens pass by any of the marks, sockets by port and network. In doubt an event passes. Immutable;
/// equal by value.
/// </summary>
public sealed class EventFilter : IEquatable<EventFilter>
{
    private readonly int _hash;

    /// <summary>A filter.</summary>
    /// <param name="marks">See <see cref="Marks"/>; in any order.</param>
    /// <param name="ports">See <see cref="Ports"/>; in any order.</param>
    /// <param name="networks">See <see cref="Networks"/>; in any order.</param>
    public EventFilter(
        IEnumerable<PathMark> marks, IEnumerable<ushort>? ports = null, IEnumerable<AddressPrefix>? networks = null)
    {
        Marks = [.. marks.Distinct().Order(PathMark.Order)];
        Ports = [.. (ports ?? []).Distinct().Order()];
        Networks =
        [
            .. (networks ?? []).Distinct()
                .OrderBy(static one => one.Address.IsV6).ThenBy(static one => one.Address.Bits)
                .ThenBy(static one => one.Length),
        ];
        var hash = new HashCode();
        foreach (var mark in Marks) hash.Add(mark);
        foreach (ushort port in Ports) hash.Add(port);
        foreach (var network in Networks) hash.Add(network);
        _hash = hash.ToHashCode();
    }

    /// <summary>Texts in the path or the name passed, any of which lets an open pass. In order, none twice.</summary>
    public IReadOnlyList<PathMark> Marks { get; }

    /// <summary>The path starts with any of these.</summary>
    public IEnumerable<byte[]> PathStarts => Of(MarkPlace.Start);

    /// <summary>The path is any of these.</summary>
    public IEnumerable<byte[]> Paths => Of(MarkPlace.Path);

    /// <summary>The path up to its last slash is any of these.</summary>
    public IEnumerable<byte[]> Directories => Of(MarkPlace.Directory);

    /// <summary>What stands behind the path's last slash is any of these.</summary>
    public IEnumerable<byte[]> Names => Of(MarkPlace.Name);

    /// <summary>The path ends with any of these.</summary>
    public IEnumerable<byte[]> Endings => Of(MarkPlace.Ending);

    /// <summary>Any of these stands in the path.</summary>
    public IEnumerable<byte[]> Parts => Of(MarkPlace.Part);

    /// <summary>Any of these stands in the name as it was passed.</summary>
    public IEnumerable<byte[]> AskedParts => Of(MarkPlace.AskedPart);

    /// <summary>
    /// The marks are looked for in the name that was asked for as well, made absolute: rules are judged by it a second
    /// time where it leads elsewhere.
    /// </summary>
    public bool AskedNames { get; init; }

    /// <summary>Files whose device and inode are watched pass, whatever the name they were opened by.</summary>
    public bool Identities { get; init; }

    /// <summary>Ports of the other end that let an event of a socket pass; empty: all. In order, none twice.</summary>
    public IReadOnlyList<ushort> Ports { get; }

    /// <summary>
    /// Networks of the other end that let an event of a socket pass, if its port does as well; empty: all. In order.
    /// </summary>
    public IReadOnlyList<AddressPrefix> Networks { get; }

    /// <inheritdoc/>
    public bool Equals(EventFilter? other) => ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash
            && AskedNames == other.AskedNames && Identities == other.Identities
            && Marks.SequenceEqual(other.Marks) && Ports.SequenceEqual(other.Ports)
            && Networks.SequenceEqual(other.Networks));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventFilter other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private IEnumerable<byte[]> Of(MarkPlace place) =>
        Marks.Where(mark => mark.Place == place).Select(static mark => mark.Text);
}

namespace KosmosProbe.Engine.Policies;

/// <summary>Where in an open's names a text is to be found.</summary>
public enum MarkPlace
{
    /// <summary>It is the whole path.</summary>
    Path,

    /// <summary>It is what stands behind the path's last slash.</summary>
    Name,

    /// <summary>It is what stands before the path's last slash; a slash for what lies in the root.</summary>
    Directory,

    /// <summary>The path ends with it.</summary>
    Ending,

    /// <summary>The path starts with it, be it in the middle of a name.</summary>
    Start,

    /// <summary>It stands anywhere in the path.</summary>
    Part,

    /// <summary>It stands anywhere in the name as it was passed.</summary>
    AskedPart,
}

/// <summary>A text that lets an open pass a filter.</summary>
/// <param name="Place">Where it is to be found.</param>
/// <param name="Text">The text; shared, never written.</param>
public readonly record struct PathMark(MarkPlace Place, byte[] Text)
{
    /// <summary>An order of marks, for lists that are compared.</summary>
    internal static readonly IComparer<PathMark> Order = Comparer<PathMark>.Create(static (left, right) =>
        left.Place != right.Place
            ? left.Place.CompareTo(right.Place)
            : left.Text.AsSpan().SequenceCompareTo(right.Text));

    /// <inheritdoc/>
    public bool Equals(PathMark other) => Place == other.Place && Text.AsSpan().SequenceEqual(other.Text);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Place);
        hash.AddBytes(Text);
        return hash.ToHashCode();
    }

    /// <summary>Whether a path bears it.</summary>
    /// <param name="path">What was opened, or what was asked for, made absolute.</param>
    /// <param name="asked">The name as it was passed.</param>
    public bool IsIn(ReadOnlySpan<byte> path, ReadOnlySpan<byte> asked)
    {
        int slash = path.LastIndexOf((byte)'/');
        return Place switch
        {
            MarkPlace.Path => path.SequenceEqual(Text),
            MarkPlace.Name => path[(slash + 1)..].SequenceEqual(Text),
            MarkPlace.Directory => (slash <= 0 ? "/"u8 : path[..slash]).SequenceEqual(Text),
            MarkPlace.Ending => path.EndsWith(Text),
            MarkPlace.Start => path.StartsWith(Text),
            MarkPlace.Part => path.IndexOf(Text) >= 0,
            _ => asked.IndexOf(Text) >= 0,
        };
    }
}

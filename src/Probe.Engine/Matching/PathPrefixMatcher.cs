namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Whether a path lies at or below one of several, component by component: <c>/etc</c> covers <c>/etc/x</c> and not
/// <c>/etcx</c>. Empty components and a leading slash mean nothing. A component with <c>*</c>, <c>?</c> or <c>[</c>
/// is a pattern. All paths stand in one tree, the names below each component in a hash: what a list costs does not grow
/// with its length, but for its patterns.
/// </summary>
internal sealed class PathPrefixMatcher : TextMatcher
{
    private readonly Node _root = new();

    /// <summary>A matcher for these paths.</summary>
    /// <param name="paths">Paths or patterns; an empty one covers everything.</param>
    public PathPrefixMatcher(IReadOnlyList<byte[]> paths)
    {
        foreach (byte[] path in paths)
        {
            Add(path);
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value) => Covers(_root, value);

    /// <summary>Whether one path lies at or below another, for a path that only the event knows.</summary>
    /// <param name="path">The path.</param>
    /// <param name="above">The other; its patterns are taken as they are.</param>
    public static bool IsAtOrBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> above)
    {
        while (TryComponent(ref above, out var expected))
        {
            if (!TryComponent(ref path, out var component) || !component.SequenceEqual(expected))
            {
                return false;
            }
        }

        return true;
    }

    private void Add(byte[] path)
    {
        var node = _root;
        ReadOnlySpan<byte> rest = path;
        while (TryComponent(ref rest, out var component))
        {
            node = node.Child(component);
        }

        node.IsEnd = true;
    }

    private static bool Covers(Node node, ReadOnlySpan<byte> rest)
    {
        if (node.IsEnd)
        {
            return true;
        }

        if (!TryComponent(ref rest, out var component))
        {
            return false;
        }

        if (node.Names.TryFind(component, out var named) && Covers(named, rest))
        {
            return true;
        }

        foreach (var (_, pattern, child) in node.Patterns)
        {
            if (pattern.Matches(component) && Covers(child, rest))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryComponent(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> component)
    {
        rest = rest.TrimStart((byte)'/');
        int end = rest.IndexOf((byte)'/');
        component = end < 0 ? rest : rest[..end];
        rest = rest[component.Length..];
        return !component.IsEmpty;
    }

    private sealed class Node
    {
        public bool IsEnd { get; set; }

        public ByteTable<Node> Names { get; } = new();

        public List<(byte[] Source, GlobPattern Pattern, Node Child)> Patterns { get; } = [];

        public Node Child(ReadOnlySpan<byte> component)
        {
            byte[] source = component.ToArray();
            if (Names.TryFind(source, out var named))
            {
                return named;
            }

            if (Patterns.Find(p => p.Source.AsSpan().SequenceEqual(source)).Child is { } fitting)
            {
                return fitting;
            }

            var child = new Node();
            if (GlobPattern.HasMeaning(component))
            {
                Patterns.Add((source, GlobPattern.Parse(source, ignoreCase: false), child));
            }
            else
            {
                Names.Add(source, child);
            }

            return child;
        }
    }
}

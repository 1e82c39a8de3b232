namespace KosmosProbe.Engine.Language;

/// <summary>The table of operators.</summary>
internal static class Operators
{
    /// <summary>All operators; one that starts like another stands before it.</summary>
    public static readonly IReadOnlyList<Operator> All =
    [
        new() { Spelling = "exists", Right = RightSide.None },
        new() { Spelling = "<=", Right = RightSide.Number },
        new() { Spelling = "<", Right = RightSide.Number },
        new() { Spelling = ">=", Right = RightSide.Number },
        new() { Spelling = ">", Right = RightSide.Number },
        new() { Spelling = "==", Right = RightSide.Value },
        new() { Spelling = "=", Right = RightSide.Value },
        new() { Spelling = "!=", Right = RightSide.Value },
        new() { Spelling = "glob", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "iglob", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "contains", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "icontains", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "bcontains", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "startswith", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "bstartswith", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "endswith", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "regex", Right = RightSide.Value, NeedsBlank = true },
        new() { Spelling = "intersects", Right = RightSide.List },
        new() { Spelling = "in", Right = RightSide.List },
        new() { Spelling = "pmatch", Right = RightSide.List },
    ];
}

namespace KosmosProbe.Engine.Matching;

/// <summary>What a text is asked, against one constant or any of several.</summary>
internal enum TextTest
{
    /// <summary>Same bytes.</summary>
    Equal,

    /// <summary>Starts with.</summary>
    Prefix,

    /// <summary>Ends with.</summary>
    Suffix,

    /// <summary>Contains.</summary>
    Contains,

    /// <summary>Contains, ASCII letters of either case being equal.</summary>
    ContainsIgnoreCase,

    /// <summary>Fits a shell pattern.</summary>
    Glob,

    /// <summary>Fits a shell pattern, ASCII letters of either case being equal.</summary>
    GlobIgnoreCase,

    /// <summary>Fits a regular expression as a whole.</summary>
    Regex,

    /// <summary>Is a path at or below another, component by component.</summary>
    PathPrefix,

    /// <summary>Before, in byte order.</summary>
    Less,

    /// <summary>Before or equal, in byte order.</summary>
    LessOrEqual,

    /// <summary>After, in byte order.</summary>
    Greater,

    /// <summary>After or equal, in byte order.</summary>
    GreaterOrEqual,
}

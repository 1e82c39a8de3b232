namespace KosmosProbe.Engine.Language;

/// <summary>What an operator takes on its right side.</summary>
internal enum RightSide
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One value, or a modifier and a list.</summary>
    Value,

    /// <summary>A list.</summary>
    List,
}

/// <summary>An operator of the language: one row of <see cref="Operators"/>.</summary>
internal sealed class Operator
{
    /// <summary>As written in conditions.</summary>
    public required string Spelling { get; init; }

    /// <summary>What it takes on its right side.</summary>
    public required RightSide Right { get; init; }

    /// <summary>A word that a blank must follow.</summary>
    public bool NeedsBlank { get; init; }
}

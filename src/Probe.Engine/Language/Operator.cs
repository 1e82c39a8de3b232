using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

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

/// <summary>Makes the question that an operator asks.</summary>
/// <param name="type">The field's type, one that the operator takes.</param>
/// <param name="values">The right side: one value for all but list operators.</param>
/// <param name="options">How to understand values.</param>
internal delegate Predicate PredicateFactory(FieldType type, IReadOnlyList<Token> values, LanguageOptions options);

/// <summary>Compares the values of two fields of one kind.</summary>
/// <param name="type">The left field's type.</param>
/// <param name="left">A variable that holds the left value.</param>
/// <param name="right">A variable that holds the right value.</param>
internal delegate Expression FieldComparison(FieldType type, Expression left, Expression right);

/// <summary>An operator of the language: one row of <see cref="Operators"/>.</summary>
internal sealed class Operator
{
    /// <summary>As written in conditions.</summary>
    public required string Spelling { get; init; }

    /// <summary>What it takes on its right side.</summary>
    public required RightSide Right { get; init; }

    /// <summary>The kinds of values it applies to.</summary>
    public required ValueKinds Kinds { get; init; }

    /// <summary>One sentence for the docs.</summary>
    public required string Description { get; init; }

    /// <summary>A condition over the fields of any table that must bind; run as a test.</summary>
    public required string Example { get; init; }

    /// <summary>The question it asks; null for <c>exists</c>, which asks nothing of a value.</summary>
    public PredicateFactory? Predicate { get; init; }

    /// <summary>How it compares two fields; null when it compares with written values only.</summary>
    public FieldComparison? Comparison { get; init; }

    /// <summary>A word that a blank must follow.</summary>
    public bool NeedsBlank { get; init; }

    /// <summary>Asks whether its question is answered with no.</summary>
    public bool IsNegation { get; init; }

    /// <summary>Over a list field: the quantifier; null when it does not apply to lists.</summary>
    public Quantifier? OverList { get; init; }
}

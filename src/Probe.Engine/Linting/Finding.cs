using System.Text;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Linting;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>The rule works; there is something to know.</summary>
    Advice,

    /// <summary>The rule does not do what it says.</summary>
    Problem,
}

/// <summary>Something that a rule's author should know about a rule that loads.</summary>
public sealed record Finding
{
    /// <summary>What kind: <c>never-matches</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Where.</summary>
    public required FileSpan Span { get; init; }

    /// <summary>The rule's name: the first of those that share the place; empty when it is about none.</summary>
    public required string Rule { get; init; }

    /// <summary>What is so and what follows from it; lower case, no period.</summary>
    public required string Why { get; init; }

    /// <summary>What to write instead; lower case, no period.</summary>
    public required string Fix { get; init; }

    /// <summary>The items around the place, innermost first: <c>condition of rule "x"</c>.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>The whole message, several lines, no newline at the end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Span.File.Name}:{Span.Line}:{Span.Column}")
            .Append(Severity == Severity.Problem ? ": problem: " : ": advice: ")
            .Append(Why).Append(" [").Append(Id).Append(']');
        foreach (string item in Within)
        {
            text.Append("\n  in ").Append(item);
        }

        CaretLine.Append(Span, text);
        return text.Append("\n  fix: ").Append(Fix).ToString();
    }
}

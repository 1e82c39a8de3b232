using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Explaining;

/// <summary>
/// A condition as an outline: groups with their parts, checks in the language's own syntax. Immutable.
/// </summary>
/// <param name="Text">A check, or what the parts are to each other: <c>all of</c>, <c>any of</c>.</param>
public sealed record ConditionTree(string Text)
{
    /// <summary>A check's list of values, written as in a condition; null when it has none.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The parts of a group, in order.</summary>
    public IReadOnlyList<ConditionTree> Parts { get; init; } = [];

    /// <summary>The macros that this comes from, the outermost first; empty when it stands where it is.</summary>
    public IReadOnlyList<string> Macros { get; init; } = [];

    /// <summary>For a check that was bound: how long its answer cannot change.</summary>
    public FieldLifetime? Lifetime { get; init; }

    /// <summary>This and all below it, from top to bottom.</summary>
    public IEnumerable<ConditionTree> All => Parts.SelectMany(part => part.All).Prepend(this);

    /// <summary>The text with its values.</summary>
    /// <param name="valuesMax">How many values are written; of the others only the count is.</param>
    public string Line(int valuesMax = int.MaxValue)
    {
        if (Values is null)
        {
            return Text;
        }

        string written = string.Join(", ", Values.Take(valuesMax));
        int left = Values.Count - Math.Min(valuesMax, Values.Count);
        return $"{Text} ({written}{(left > 0 ? $", ... {left} more" : string.Empty)})";
    }
}

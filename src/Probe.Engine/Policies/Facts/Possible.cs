using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>One of the ways in which a field can come: missing, or with values.</summary>
/// <param name="Values">
/// The values: one, or of a field that has several those that are certainly among them; null: it is missing.
/// </param>
/// <param name="HasOthers">Of a field that has several: there may be others among them.</param>
internal sealed record Alternative(IReadOnlyList<PossibleValue>? Values, bool HasOthers = false)
{
    /// <summary>It is missing.</summary>
    public static readonly Alternative Missing = new(Values: null);

    /// <summary>Whether another is the same.</summary>
    /// <param name="other">The other.</param>
    public bool IsSame(Alternative other) => HasOthers == other.HasOthers && (Values is { } values
        ? other.Values is { } others && values.SequenceEqual(others)
        : other.Values is null);

    /// <summary>Whether a check can get an answer.</summary>
    /// <param name="check">On the field.</param>
    /// <param name="answer">The answer.</param>
    public bool MayGive(BoundCheck check, bool answer)
    {
        if (Values is null) return check.WhenMissing == answer;
        var question = check.Predicate;
        return (check.Quantifier, answer) switch
        {
            (Quantifier.One, _) => Values[0].MayGet(question, answer),
            (Quantifier.Any, true) => HasOthers || Values.Any(value => value.MayGet(question, true)),
            (Quantifier.Any, false) => Values.All(value => value.MayGet(question, false)),
            (Quantifier.All, true) => Values.All(value => value.MayGet(question, true)),
            (Quantifier.All, false) => HasOthers || Values.Any(value => value.MayGet(question, false)),
            (_, true) => Values.All(value => value.MayGet(question, false)),
            _ => HasOthers || Values.Any(value => value.MayGet(question, true)),
        };
    }
}

/// <summary>All ways in which a field can come in events of a class, or from the threads of a container.</summary>
/// <param name="Alternatives">The ways.</param>
internal sealed record Possible(IReadOnlyList<Alternative> Alternatives)
{
    /// <summary>It is missing.</summary>
    public static readonly Possible Missing = new([Alternative.Missing]);

    /// <summary>Whether these are the ways.</summary>
    /// <param name="others">Ways, in order.</param>
    public bool IsOf(List<Alternative> others)
    {
        if (others.Count != Alternatives.Count) return false;
        for (int i = 0; i < others.Count; i++)
        {
            if (!Alternatives[i].IsSame(others[i])) return false;
        }

        return true;
    }

    /// <summary>It has one value of a sort.</summary>
    /// <param name="value">The sort.</param>
    public static Possible One(PossibleValue value) => new([new Alternative([value])]);

    /// <summary>Whether a check can get an answer.</summary>
    /// <param name="check">On the field.</param>
    /// <param name="answer">The answer.</param>
    public bool MayGive(BoundCheck check, bool answer)
    {
        for (int i = 0; i < Alternatives.Count; i++)
        {
            if (Alternatives[i].MayGive(check, answer)) return true;
        }

        return false;
    }
}

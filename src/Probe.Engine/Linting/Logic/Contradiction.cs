using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Finds out whether formulas can hold together: known answers are gathered, alternatives that they exclude are crossed
/// out, and where several remain each is tried. Gives up after a number of trials and then says that they can, so that
/// what it calls impossible is impossible.
/// </summary>
internal sealed class Contradiction
{
    private const int TrialsMax = 400;

    private int _trials;

    /// <summary>Whether the formulas certainly cannot all hold for one event.</summary>
    /// <param name="formulas">The formulas.</param>
    public static bool IsIn(params IEnumerable<Formula> formulas) =>
        !new Contradiction().MayHold([], [.. formulas], []);

    private bool MayHold(Dictionary<string, List<Literal>> known, List<Formula> pending, List<Junction> choices)
    {
        if (++_trials > TrialsMax)
        {
            return true;
        }

        while (true)
        {
            if (!Gather(known, pending, choices))
            {
                return false;
            }

            pending = [];
            var open = new List<Junction>();
            foreach (var choice in choices)
            {
                List<Formula> left = [.. choice.Parts.Where(part => IsOpen(known, part))];
                if (left.Count == 0)
                {
                    return false;
                }

                if (left.Count == 1)
                {
                    pending.Add(left[0]);
                }
                else if (!left.Exists(part => IsKnown(known, part)))
                {
                    open.Add(choice with { Parts = left });
                }
            }

            choices = open;
            if (pending.Count == 0)
            {
                return choices.Count == 0 || Try(known, choices);
            }
        }
    }

    private bool Try(Dictionary<string, List<Literal>> known, List<Junction> choices)
    {
        var choice = choices.MinBy(junction => junction.Parts.Count)!;
        List<Junction> others = [.. choices.Where(other => !ReferenceEquals(other, choice))];
        return choice.Parts.Any(part =>
            MayHold(known.ToDictionary(pair => pair.Key, pair => pair.Value.ToList()), [part], [.. others]));
    }

    /// <summary>Adds what certainly holds to what is known; false when it contradicts that.</summary>
    private static bool Gather(
        Dictionary<string, List<Literal>> known, IEnumerable<Formula> formulas, List<Junction> choices)
    {
        foreach (var formula in formulas)
        {
            bool holds = formula switch
            {
                Truth truth => truth.Value,
                Literal literal => Add(known, literal),
                Junction { Connective: Connective.And } all => Gather(known, all.Parts, choices),
                _ => true,
            };
            if (!holds)
            {
                return false;
            }

            if (formula is Junction { Connective: Connective.Or } choice)
            {
                choices.Add(choice);
            }
        }

        return true;
    }

    private static bool Add(Dictionary<string, List<Literal>> known, Literal literal)
    {
        if (!known.TryGetValue(literal.Subject, out var literals))
        {
            literals = [];
            known.Add(literal.Subject, literals);
        }

        literals.Add(literal);
        return FieldTheory.MayHold(literals);
    }

    /// <summary>Whether a part does not contradict what is known, as far as its plain questions tell.</summary>
    private static bool IsOpen(Dictionary<string, List<Literal>> known, Formula part) => part switch
    {
        Truth truth => truth.Value,
        Literal literal => FieldTheory.MayHold([.. known.GetValueOrDefault(literal.Subject) ?? [], literal]),
        Junction { Connective: Connective.And } all => all.Parts.All(inner => IsOpen(known, inner)),
        Junction any => any.Parts.Any(inner => IsOpen(known, inner)),
        _ => true,
    };

    /// <summary>Whether a question has its answer already.</summary>
    private static bool IsKnown(Dictionary<string, List<Literal>> known, Formula part) => part is Literal literal
        && known.TryGetValue(literal.Subject, out var literals)
        && !FieldTheory.MayHold([.. literals, literal with { IsNegated = !literal.IsNegated }]);
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Policies.Facts;

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>
/// What a condition needs of events, given a container: its checks on fields that follow from the event's class or from
/// the container are answered, and of the others those are kept that the kernel can look at. Negations are followed
/// down to the checks. Not for more than one thread.
/// </summary>
/// <param name="byName">Whether the names of opens are those that the kernel resolved: only these it can ask.</param>
internal sealed class RuleNeeds(bool byName)
{
    private readonly ClassFacts _facts = new();
    private readonly ClassSet[] _directories = new ClassSet[EventTable.TypesCount];
    private readonly Dictionary<BoundCheck, EventNeed?[]> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<BoundCheck, (bool Yes, bool No)> _fixed = new(ReferenceEqualityComparer.Instance);
    private NeedMap _all = NeedMap.Nothing;
    private ContainerFacts _container = ContainerFacts.OfHost();

    /// <summary>The classes of a type that events can be of.</summary>
    /// <param name="type">The type.</param>
    public ClassSet PossibleOf(EventType type) => _facts.PossibleOf(type);

    /// <summary>Turns to another container, or to the host.</summary>
    /// <param name="container">What is known of it.</param>
    public void TurnTo(ContainerFacts container)
    {
        _container = container;
        _fixed.Clear();
    }

    /// <summary>Which answers a check can get, whose field is fixed for a container.</summary>
    /// <param name="check">The check.</param>
    public (bool Yes, bool No) Answers(BoundCheck check)
    {
        if (!_fixed.TryGetValue(check, out var answers))
        {
            var possible = _container.Of(check.Field);
            answers = (possible?.MayGive(check, true) != false, possible?.MayGive(check, false) != false);
            _fixed.Add(check, answers);
        }

        return answers;
    }

    /// <summary>What a condition needs of the classes of a type that events can be of.</summary>
    /// <param name="root">The condition.</param>
    /// <param name="type">The type.</param>
    /// <param name="but">Classes that are not asked about.</param>
    public NeedMap Of(BoundNode root, EventType type, ClassSet but = default) =>
        Of(root, answer: true, type, _facts.PossibleOf(type).Without(but));

    private NeedMap Of(BoundNode node, bool answer, EventType type, ClassSet among)
    {
        switch (node)
        {
            case BoundConstant constant:
                return constant.Value == answer ? All(among) : NeedMap.Nothing;
            case BoundNot not:
                return Of(not.Child, !answer, type, among);
            case BoundTypeCheck check:
                bool holds = check.Types.Contains(type) == answer;
                return holds ? All(among) : NeedMap.Nothing;
            case BoundGroup group when group.Connective == Connective.And == answer:
                return OfAll(group.Children, answer, type, among);
            case BoundGroup group:
                return OfAny(group.Children, answer, type, among);
            case BoundCheck check:
                return Of(check, answer, type, among);
            default:
                return All(among);
        }
    }

    // Most checks leave the classes as they are.
    private NeedMap All(ClassSet among) =>
        _all.Classes == among ? _all : _all = NeedMap.Of(among, EventNeed.All);

    private NeedMap OfAll(IReadOnlyList<BoundNode> children, bool answer, EventType type, ClassSet among)
    {
        var needs = All(among);
        for (int i = 0; i < children.Count && needs.Parts.Count > 0; i++)
        {
            needs = needs.And(Of(children[i], answer, type, needs.Classes));
        }

        return needs;
    }

    private NeedMap OfAny(IReadOnlyList<BoundNode> children, bool answer, EventType type, ClassSet among)
    {
        var needs = NeedMap.Nothing;
        var rest = among;
        for (int i = 0; i < children.Count && !rest.IsEmpty; i++)
        {
            needs = needs.Or(Of(children[i], answer, type, rest));
            rest = among.Without(needs.Whole);
        }

        return needs;
    }

    private NeedMap Of(BoundCheck check, bool answer, EventType type, ClassSet among)
    {
        if (check.Field.Lifetime == FieldLifetime.Container)
        {
            var (yes, no) = Answers(check);
            return (answer ? yes : no) ? All(among) : NeedMap.Nothing;
        }

        among = _facts.MayGive(check, answer, type, among);
        if (!EventClasses.HasFacts(type) || EventClasses.IsReceived(type) || among.IsEmpty)
        {
            return All(among);
        }

        if (!FdText.IsOpen(type)) return NeedMap.Of(among, OfEnds(answer ? check : Simplify.Negate(check)));
        if (!TextMarks.DependsOnKind(check.Field)) return NeedMap.Of(among, OfNames(check, answer, isDirectory: false));
        var directories = among.And(Directories(type));
        return NeedMap.Of(among.Without(directories), OfNames(check, answer, isDirectory: false))
            .Or(NeedMap.Of(directories, OfNames(check, answer, isDirectory: true)));
    }

    private static EventNeed OfEnds(BoundCheck asked) =>
        IsOfValue(asked) && EndNeeds.Of(asked.Field.Name, asked.Predicate) is { } ends
            ? EventNeed.Of(ends)
            : EventNeed.All;

    // One object for each check, so that needs are compared cheaply.
    private EventNeed OfNames(BoundCheck check, bool answer, bool isDirectory)
    {
        if (!byName) return EventNeed.All;
        if (!_named.TryGetValue(check, out var needs)) _named.Add(check, needs = new EventNeed?[4]);
        return needs[(answer ? 1 : 0) + (isDirectory ? 2 : 0)] ??=
            OfNames(answer ? check : Simplify.Negate(check), isDirectory);
    }

    private static EventNeed OfNames(BoundCheck asked, bool isDirectory) =>
        IsOfValue(asked) && TextMarks.Of(asked.Field.Name, isDirectory, asked.Predicate) is { } marks
            ? EventNeed.Of(marks)
            : EventNeed.All;

    // A value that is there decides, and it alone.
    private static bool IsOfValue(BoundCheck asked) => !asked.WhenMissing && asked.Quantifier == Quantifier.One;

    private ClassSet Directories(EventType type)
    {
        ref var directories = ref _directories[(int)type];
        if (!directories.IsEmpty) return directories;
        var (first, count) = EventClasses.Of(type);
        for (int place = 0; place < count; place++)
        {
            bool isDirectory = EventClasses.OpenFacts(first + place).HasFlag(OpenFacts.Directory);
            if (isDirectory) directories = directories.Or(ClassSet.Only(place));
        }

        return directories;
    }
}

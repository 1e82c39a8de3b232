using KosmosProbe.Engine.Policies.Facts;

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>
/// What is needed of each class of a type: classes of which the same is needed stand together, and those of which
/// nothing is are left out.
/// </summary>
/// <param name="parts">Classes and their need; no class twice.</param>
internal sealed class NeedMap(List<(ClassSet Classes, EventNeed Need)> parts)
{
    /// <summary>Nothing is needed.</summary>
    public static readonly NeedMap Nothing = new([]);

    /// <summary>Classes and their need; no class twice.</summary>
    public IReadOnlyList<(ClassSet Classes, EventNeed Need)> Parts => parts;

    /// <summary>The classes of which something is needed.</summary>
    public ClassSet Classes { get; } = parts.Aggregate(ClassSet.Empty, static (all, part) => all.Or(part.Classes));

    /// <summary>The classes of which all events are needed.</summary>
    public ClassSet Whole
    {
        get
        {
            var all = ClassSet.Empty;
            foreach (var (classes, need) in parts) all = need == EventNeed.All ? all.Or(classes) : all;
            return all;
        }
    }

    /// <summary>The same of all of some classes.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="need">What is needed of them.</param>
    public static NeedMap Of(ClassSet classes, EventNeed need) =>
        classes.IsEmpty || need == EventNeed.Never ? Nothing : new NeedMap([(classes, need)]);

    /// <summary>What is needed of a class.</summary>
    /// <param name="place">Its place among the type's.</param>
    public EventNeed this[int place]
    {
        get
        {
            foreach (var (classes, need) in parts)
            {
                if (classes.Contains(place)) return need;
            }

            return EventNeed.Never;
        }
    }

    /// <summary>What both of two conditions need.</summary>
    /// <param name="other">The other's needs.</param>
    public NeedMap And(NeedMap other)
    {
        if (other.Parts is [{ Need: var only } part] && only == EventNeed.All)
        {
            return Classes.Without(part.Classes).IsEmpty ? this : Within(part.Classes);
        }

        var both = new List<(ClassSet Classes, EventNeed Need)>();
        AddCommon(other, both, static (left, right) => left.And(right));
        return new NeedMap(both);
    }

    /// <summary>What either of two conditions needs.</summary>
    /// <param name="other">The other's needs.</param>
    public NeedMap Or(NeedMap other)
    {
        if (parts.Count == 0) return other;
        if (other.Parts.Count == 0) return this;
        var any = new List<(ClassSet Classes, EventNeed Need)>();
        AddCommon(other, any, static (left, right) => left.Or(right));
        AddRest(this, other.Classes, any);
        AddRest(other, Classes, any);
        return new NeedMap(any);
    }

    /// <summary>The needs of some of the classes.</summary>
    /// <param name="among">The classes.</param>
    public NeedMap Within(ClassSet among)
    {
        var some = new List<(ClassSet Classes, EventNeed Need)>(parts.Count);
        foreach (var (classes, need) in parts) Add(some, classes.And(among), need);
        return new NeedMap(some);
    }

    /// <summary>The same with every need changed.</summary>
    /// <param name="change">The change.</param>
    public NeedMap With(Func<EventNeed, EventNeed> change) =>
        new([.. parts.Select(part => (part.Classes, change(part.Need)))]);

    private void AddCommon(
        NeedMap other,
        List<(ClassSet Classes, EventNeed Need)> to,
        Func<EventNeed, EventNeed, EventNeed> join)
    {
        foreach (var (classes, need) in parts)
        {
            foreach (var (others, otherNeed) in other.Parts)
            {
                var common = classes.And(others);
                if (!common.IsEmpty) Add(to, common, join(need, otherNeed));
            }
        }
    }

    private static void AddRest(NeedMap from, ClassSet but, List<(ClassSet Classes, EventNeed Need)> to)
    {
        foreach (var (classes, need) in from.Parts) Add(to, classes.Without(but), need);
    }

    private static void Add(List<(ClassSet Classes, EventNeed Need)> to, ClassSet classes, EventNeed need)
    {
        if (classes.IsEmpty || need == EventNeed.Never) return;
        int same = to.FindIndex(part => part.Need == need);
        if (same < 0) to.Add((classes, need));
        else to[same] = (to[same].Classes.Or(classes), need);
    }
}

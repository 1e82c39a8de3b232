using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>Some of an event type's classes, of which none has more than 128.</summary>
/// <param name="Bits">A bit for each, the type's first class being bit 0.</param>
internal readonly record struct ClassSet(UInt128 Bits)
{
    /// <summary>None.</summary>
    public static ClassSet Empty => default;

    /// <summary>Whether it is none.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>One class.</summary>
    /// <param name="place">Its place among the type's.</param>
    public static ClassSet Only(int place) => new(UInt128.One << place);

    /// <summary>Those that are in both.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet And(ClassSet other) => new(Bits & other.Bits);

    /// <summary>Those that are in either.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet Or(ClassSet other) => new(Bits | other.Bits);

    /// <summary>Those that are not in the other.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet Without(ClassSet other) => new(Bits & ~other.Bits);

    /// <summary>Whether a class is in it.</summary>
    /// <param name="place">Its place among the type's.</param>
    public bool Contains(int place) => ((Bits >> place) & 1) != 0;

    /// <summary>The classes' numbers.</summary>
    /// <param name="type">Whose classes they are.</param>
    public IEnumerable<int> Of(EventType type)
    {
        var (first, count) = EventClasses.Of(type);
        for (int place = 0; place < count; place++)
        {
            if (Contains(place)) yield return first + place;
        }
    }
}

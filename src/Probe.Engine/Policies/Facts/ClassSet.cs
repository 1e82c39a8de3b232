using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>Some of an event type's classes, of which none has more than 128.</summary>
/// <param name="High">A bit for each from the 64th on.</param>
/// <param name="Low">A bit for each before, the type's first class being bit 0.</param>
internal readonly record struct ClassSet(ulong High, ulong Low)
{
    /// <summary>None.</summary>
    public static ClassSet Empty => default;

    /// <summary>All that there are.</summary>
    public static ClassSet All => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether it is none.</summary>
    public bool IsEmpty => (High | Low) == 0;

    /// <summary>One class.</summary>
    /// <param name="place">Its place among the type's.</param>
    public static ClassSet Only(int place) => place < 64 ? new(0, 1UL << place) : new(1UL << place, 0);

    /// <summary>Those that are in both.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet And(ClassSet other) => new(High & other.High, Low & other.Low);

    /// <summary>Those that are in either.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet Or(ClassSet other) => new(High | other.High, Low | other.Low);

    /// <summary>Those that are not in the other.</summary>
    /// <param name="other">The other set.</param>
    public ClassSet Without(ClassSet other) => new(High & ~other.High, Low & ~other.Low);

    /// <summary>Whether a class is in it.</summary>
    /// <param name="place">Its place among the type's.</param>
    public bool Contains(int place) => (((place < 64 ? Low : High) >> place) & 1) != 0;

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

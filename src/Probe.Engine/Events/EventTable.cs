using System.Runtime.CompilerServices;

namespace KosmosProbe.Engine.Events;

/// <summary>The events: for each its Falco name, struct and parameters. Rows stand in the <c>*Events.cs</c> files.</summary>
public static class EventTable
{
    /// <summary>Bytes of the fixed part of a type's record, header included; 0 for an unknown type.</summary>
    /// <param name="type">Any number.</param>
    public static int FixedSize(EventType type) => type == EventType.None ? 0 : Unsafe.SizeOf<EventHeader>();

    /// <summary>How many names <c>evt.type</c> may be compared with: our events and all others that Falco knows.</summary>
    public static int NamesCount => 0;

    /// <summary>Falco's name of a name id.</summary>
    /// <param name="nameId">From 0 to <see cref="NamesCount"/> less one.</param>
    public static string Name(int nameId) => throw new ArgumentOutOfRangeException(nameof(nameId));

    /// <summary>The name id of one of our events.</summary>
    /// <param name="type">Not None.</param>
    public static int NameId(EventType type) => (int)type;

    /// <summary>Finds a name that <c>evt.type</c> may be compared with.</summary>
    /// <param name="name">As written in a rule.</param>
    /// <param name="nameId">Its id.</param>
    public static bool TryFindName(string name, out int nameId)
    {
        nameId = -1;
        return false;
    }
}

using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Which sort of event a record of a capture is, and what its call returned.</summary>
internal static class RecordedCalls
{
    /// <summary>A system call without an event of its own: only its number was recorded.</summary>
    /// <param name="view">A recorded event.</param>
    public static bool IsGeneric(in Event view) => view.As<RecordedEvent>().Code <= ScapEventTable.SyscallCode;

    /// <summary>An event that a plugin put in between; it has a name of its own.</summary>
    /// <param name="view">A recorded event.</param>
    public static bool IsAsync(in Event view) => view.As<RecordedEvent>().Code == ScapEventTable.AsyncCode;

    /// <summary>A system call; not a tracepoint, a plugin or the recorder.</summary>
    /// <param name="view">A recorded event.</param>
    public static bool IsSyscall(in Event view) => EventNames.IsSyscall(EventTable.NameId(view.Type));

    /// <summary>
    /// What the call returned: its first parameter. False for generic ones, of which that is not known, and for calls
    /// of which nothing was recorded.
    /// </summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="result">The number; -errno when it failed.</param>
    public static bool TryResult(in Event view, out long result)
    {
        var value = IsGeneric(view) || !IsSyscall(view) ? default : view.Parameter(0);
        result = value.Length switch
        {
            sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(value),
            sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(value),
            _ => 0,
        };
        return value.Length is sizeof(long) or sizeof(int);
    }
}

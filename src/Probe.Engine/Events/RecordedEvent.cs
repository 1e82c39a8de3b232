using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// The fixed part of a record that comes from a capture: any of Falco's events, its parameters as they are stored, one
/// after the other. Behind it stands a <see cref="TextSpan"/> for each parameter, then one for each parameter of the
/// call's beginning that was recorded too, then the bytes. Its header has the time in ns since the epoch, the thread,
/// the CPU and the result; what else is known of the thread comes from the state.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct RecordedEvent
{
    /// <summary>Parameters at most, with those of the beginning: the largest event has 33.</summary>
    public const int ParametersMax = 64;

    /// <summary>What every record starts with.</summary>
    public EventHeader Header;

    /// <summary>The event's number in captures.</summary>
    public ushort Code;

    /// <summary>How many parameters follow.</summary>
    public ushort ParametersCount;

    /// <summary>How many parameters of the call's beginning follow those; 0 when it was not recorded.</summary>
    public ushort EnterCount;

    /// <summary>1 for an event that was recorded for what it changes only: no rule sees it. Else 0.</summary>
    public ushort IsForStateOnly;
}

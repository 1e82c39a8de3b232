namespace KosmosProbe.Engine.Events;

/// <summary>What makes an event.</summary>
public enum EventOrigin
{
    /// <summary>A system call.</summary>
    Syscall,

    /// <summary>A tracepoint of the kernel.</summary>
    Tracepoint,

    /// <summary>A plugin's own source.</summary>
    Plugin,

    /// <summary>The collector itself.</summary>
    Meta,
}

/// <summary>An event as Falco lists it.</summary>
/// <param name="Origin">What makes it.</param>
/// <param name="Name">As in <c>evt.type</c>.</param>
/// <param name="IsEnter">Told when the call begins, or no call at all; rules see the other ones of a call.</param>
/// <param name="IsAvailable">False for those that Falco leaves out unless asked for.</param>
/// <param name="IsGeneric">A system call without an event of its own: only its number is told.</param>
/// <param name="Parameters">In order.</param>
public sealed record KnownEvent(
    EventOrigin Origin,
    string Name,
    bool IsEnter,
    bool IsAvailable,
    bool IsGeneric,
    IReadOnlyList<KnownParameter> Parameters);

/// <summary>In which base a number prints.</summary>
public enum Radix
{
    /// <summary>10.</summary>
    Decimal,

    /// <summary>FF, no prefix.</summary>
    Hexadecimal,

    /// <summary>0755; zero is 0.</summary>
    Octal,
}

/// <summary>A parameter of an event as Falco lists it.</summary>
/// <param name="Name">As in <c>evt.arg.name</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Values">Names of its bits or values, in the order in which they print; none for most types.</param>
public sealed record KnownParameter(string Name, ParameterType Type, IReadOnlyList<string> Values)
{
    /// <summary>The number of each name, the same on all machines.</summary>
    public IReadOnlyList<uint> Numbers { get; init; } = [];

    /// <summary>In which base it prints; of numbers and permission bits alone.</summary>
    public Radix Base { get; init; }

    /// <summary>What a dynamic one may be, by the number that its value begins with.</summary>
    public IReadOnlyList<ParameterType> Variants { get; init; } = [];
}

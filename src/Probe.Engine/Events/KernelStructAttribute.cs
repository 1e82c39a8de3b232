namespace KosmosProbe.Engine.Events;

/// <summary>
/// Marks the mirror of a struct of <c>bpf/events.h</c>. Fields correspond by rule: <c>time_ns</c> is <c>TimeNs</c>.
/// LayoutCheck compares size, offsets, widths and signedness with the object's BTF.
/// </summary>
/// <param name="name">The struct's name in C.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class KernelStructAttribute(string name) : Attribute
{
    /// <summary>The struct's name in C.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// Marks the mirror of an enum of <c>bpf/events.h</c>. Members correspond by rule: with the prefix <c>EVENT_</c>,
/// <c>EVENT_EXECVE</c> is <c>Execve</c>.
/// </summary>
/// <param name="name">The enum's name in C.</param>
/// <param name="prefix">What every member's name in C starts with.</param>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class KernelEnumAttribute(string name, string prefix) : Attribute
{
    /// <summary>The enum's name in C.</summary>
    public string Name { get; } = name;

    /// <summary>What every member's name in C starts with.</summary>
    public string Prefix { get; } = prefix;
}

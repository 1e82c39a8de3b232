using System.Globalization;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>fd.types: the kinds of all descriptors of a process, each once, or that of one of them.</summary>
/// <param name="number">The descriptor.</param>
internal sealed class DescriptorTypes(long number)
{
    /// <summary>How many kinds there are; missing for events that are about no descriptor.</summary>
    public static int Count(in EventContext context)
    {
        if (!FdCaptureText.TryState(context, out _))
        {
            return -1;
        }

        Find(context, int.MaxValue, out int count);
        return count;
    }

    /// <summary>One of them, in order of the descriptors' numbers.</summary>
    public static bool At(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = Find(context, index, out int count);
        return index < count;
    }

    /// <summary>That of one descriptor.</summary>
    /// <param name="argument">Its number, as written.</param>
    public static DescriptorTypes Of(string argument) =>
        new(long.TryParse(argument, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : -1);

    /// <summary>One, or missing when there is no such descriptor.</summary>
    public int CountOne(in EventContext context) => Current(context) is null ? -1 : 1;

    /// <summary>Its kind.</summary>
    public bool Read(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = Current(context) is { } descriptor ? descriptor.Kind.Name() : default;
        return !value.IsEmpty;
    }

    private static ReadOnlySpan<byte> Find(in EventContext context, int index, out int count)
    {
        uint seen = 0;
        count = 0;
        if (RecordedDescriptors.Owner(context.Thread)?.Descriptors is not { } table)
        {
            return default;
        }

        foreach (var descriptor in table.Entries)
        {
            uint bit = 1u << (int)Word(descriptor.Kind);
            if ((seen & bit) != 0) continue;
            seen |= bit;
            if (count++ == index)
            {
                return descriptor.Kind.Name();
            }
        }

        return default;
    }

    // Of the kinds that have the same word, one.
    private static DescriptorKind Word(DescriptorKind kind) => kind switch
    {
        DescriptorKind.OldFile => DescriptorKind.File,
        DescriptorKind.Ipv4Server => DescriptorKind.Ipv4,
        DescriptorKind.Ipv6Server => DescriptorKind.Ipv6,
        DescriptorKind.None or DescriptorKind.Unsupported => DescriptorKind.Unknown,
        _ => kind,
    };

    private Descriptor? Current(in EventContext context) => FdCaptureText.TryState(context, out _)
        ? RecordedDescriptors.Find(context.Thread, number)
        : null;
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Readers of what the process has open and has used, which /proc is asked for: <see cref="OpenDescriptors"/>.
/// </summary>
internal static class OpenFields
{
    /// <summary>proc.fdusage.</summary>
    public static readonly Field Usage = new()
    {
        Name = "proc.fdusage",
        Type = FieldType.Double,
        Description = "proc.fdopencount as a part of proc.fdlimit, in percent.",
        Example = "proc.fdusage > 90",
        Reader = new DoubleReader(TryUsage),
    };

    /// <summary>proc.fdopencount.</summary>
    public static bool TryCount(in EventContext context, out long value)
    {
        value = context.Node.Open?.Count(context.Thread, context.Event.Header.TimeNs) ?? -1;
        return value >= 0;
    }

    /// <summary>thread.totexectime.</summary>
    public static bool TryCpuTime(in EventContext context, out long value)
    {
        value = context.Node.Open?.CpuTimeNs(context.Thread) ?? -1;
        return value >= 0;
    }

    /// <summary>What the process has open, in order of the numbers.</summary>
    public static IReadOnlyList<OpenDescriptor> All(in EventContext context) =>
        context.Node.Open?.All(context.Thread, context.Event.Header.TimeNs) ?? [];

    /// <summary>fd.types: each type once. Missing for events that are about no descriptor, as in Falco.</summary>
    public static int CountTypes(in EventContext context)
    {
        if (!FdText.TryNumber(context, out _) || All(context) is not { Count: > 0 } all) return -1;
        int count = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (IsFirst(all, i)) count++;
        }

        return count;
    }

    /// <summary>One of the types, in order of the descriptors.</summary>
    public static bool TryType(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        var all = All(context);
        for (int i = 0; i < all.Count; i++)
        {
            if (!IsFirst(all, i) || index-- > 0) continue;
            value = TypeOf(all[i]);
            return true;
        }

        return false;
    }

    /// <summary>1 when a descriptor is open, else missing.</summary>
    public static int CountType(in EventContext context, int number) =>
        FdText.TryNumber(context, out _) && TryTypeOf(context, number, out _) ? 1 : -1;

    /// <summary>The type of one descriptor.</summary>
    public static bool TryTypeOf(in EventContext context, int number, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Find(context, number) is not { } found) return false;
        value = TypeOf(found);
        return !value.IsEmpty;
    }

    /// <summary>A descriptor by its number; null when it is not open.</summary>
    public static OpenDescriptor? Find(in EventContext context, long number)
    {
        foreach (var one in All(context))
        {
            if (one.Number == number) return one;
        }

        return null;
    }

    private static bool TryUsage(in EventContext context, out double value)
    {
        bool known = TryCount(context, out long count);
        double limit = context.Thread.Image?.FdLimit ?? 0;
        value = known && limit > 0 ? count * 100 / limit : 0;
        return known;
    }

    private static ReadOnlySpan<byte> TypeOf(OpenDescriptor one) =>
        one.Socket is { } socket ? socket.Type : FdText.KindName(one.Kind);

    private static bool IsFirst(IReadOnlyList<OpenDescriptor> all, int index)
    {
        var type = TypeOf(all[index]);
        for (int i = 0; i < index; i++)
        {
            if (TypeOf(all[i]).SequenceEqual(type)) return false;
        }

        return !type.IsEmpty;
    }
}

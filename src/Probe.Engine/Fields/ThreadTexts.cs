using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The texts of any thread, in the forms that fields of the process itself, its parent, ancestors and group leaders
/// share. A known thread always has them: what is not known of it is empty, its name <c>&lt;NA&gt;</c>.
/// </summary>
internal static class ThreadTexts
{
    /// <summary>The kernel's name of the task.</summary>
    public static bool Name(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Comm;
        value = value.IsEmpty ? "<NA>"u8 : value;
        return true;
    }

    /// <summary>argv[0].</summary>
    public static bool Exe(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Image is { } image ? image.Exe : default;
        return true;
    }

    /// <summary>The executable as the kernel resolved it.</summary>
    public static bool ExePath(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Image is { } image ? image.ExePath : default;
        return true;
    }

    /// <summary>The arguments joined by blanks.</summary>
    public static bool Arguments(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Image is { } image ? image.JoinedArguments : default;
        return true;
    }

    /// <summary>Name and arguments joined by blanks.</summary>
    public static bool CommandLine(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        // Joined once at exec; only a thread that renamed itself and then forked shows another name than its image.
        if (thread.Image is { } image && image.Comm.SequenceEqual(thread.Comm))
        {
            value = image.CommandLine;
            return true;
        }

        Name(context, thread, out var name);
        value = Join(context, name, thread.Image);
        return true;
    }

    /// <summary>argv[0] and arguments joined by blanks.</summary>
    public static bool ExeLine(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = Join(context, thread.Image is { } image ? image.Exe : default, thread.Image);
        return true;
    }

    private static ReadOnlySpan<byte> Join(in EventContext context, ReadOnlySpan<byte> first, ProcessImage? image)
    {
        if (image is null || image.ArgumentsCount == 0)
        {
            return first;
        }

        var arguments = image.JoinedArguments;
        var joined = context.Node.Scratch.Take(first.Length + 1 + arguments.Length);
        first.CopyTo(joined);
        joined[first.Length] = (byte)' ';
        arguments.CopyTo(joined[(first.Length + 1)..]);
        return joined;
    }
}

using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>
/// The texts of any thread of a capture, where they are not the same as for threads of the kernel: the name is that of
/// its last clone or exec, and may be long in captures of long ago.
/// </summary>
internal static class RecordedTexts
{
    /// <summary>The name.</summary>
    public static bool Name(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Image is { } image ? image.Comm : default;
        return true;
    }

    /// <summary>Name and arguments joined by blanks.</summary>
    public static bool CommandLine(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = thread.Image is { } image ? image.CommandLine : default;
        return true;
    }

    /// <summary>argv[0], a blank, and the arguments joined by blanks.</summary>
    public static bool ExeLine(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        var text = new TextBuilder(context.Node.Scratch);
        if (thread.Image is { } image)
        {
            text.Add(image.Exe);
            text.Add((byte)' ');
            text.Add(image.JoinedArguments);
        }

        value = text.Finish();
        return true;
    }

    /// <summary>The whole environment, joined by blanks; empty when it is not known.</summary>
    public static bool Environment(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = EnvironmentText.Joined(context, EnvironmentOf(thread));
        return true;
    }

    /// <summary>The value of a variable, without blanks around it; empty when there is none.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="variable">Its name.</param>
    public static ReadOnlySpan<byte> Variable(ThreadInfo thread, ReadOnlySpan<byte> variable) =>
        EnvironmentText.Variable(EnvironmentOf(thread), variable);

    private static ReadOnlySpan<byte> EnvironmentOf(ThreadInfo thread) =>
        RecordedThread.MainOf(thread) is { Image: { } image, Recorded.HasEnvironment: true }
            ? image.Environment
            : default;
}

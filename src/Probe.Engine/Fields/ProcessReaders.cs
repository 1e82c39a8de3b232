using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Fields;

/// <summary>Reads a number that needs the event as well as the parent.</summary>
internal delegate ulong ParentReader(in EventContext context, ThreadInfo parent);

/// <summary>Readers of what the thread table knows of the event's thread, process and parent.</summary>
internal static class ProcessReaders
{
    /// <summary>A text of the thread.</summary>
    public static TextReader Own(ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return context.Thread.IsKnown && read(context, context.Thread, out value);
    };

    /// <summary>A number of the thread.</summary>
    public static NumberReader OwnNumber(Func<ThreadInfo, ulong> read) => (in context, out value) =>
    {
        value = (long)read(context.Thread);
        return context.Thread.IsKnown;
    };

    /// <summary>An id of the thread; 0 is missing.</summary>
    public static NumberReader Id(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        value = read(context.Thread);
        return value != 0;
    };

    /// <summary>A number of the process.</summary>
    public static NumberReader OfProcess(Func<ThreadInfo, uint> read) => (in context, out value) =>
    {
        value = read(context.Thread.Process);
        return context.Thread.IsKnown;
    };

    /// <summary>A truth about the process.</summary>
    public static BooleanReader Is(Func<ThreadInfo, bool> read) => (in context, out value) =>
    {
        value = context.Thread.IsKnown && read(context.Thread.Process);
        return context.Thread.IsKnown;
    };

    /// <summary>A number of what the exec made; 0 where that is not known.</summary>
    public static NumberReader OfImage(Func<ProcessImage, ulong> read) => (in context, out value) =>
    {
        value = context.Thread.Image is { } image ? (long)read(image) : 0;
        return context.Thread.IsKnown;
    };

    /// <summary>A text of the parent.</summary>
    public static TextReader Parents(ThreadTextReader read) => (in context, out value) =>
    {
        value = default;
        return Ancestors.Parent(context) is { } parent && read(context, parent, out value);
    };

    /// <summary>A number of the parent.</summary>
    public static NumberReader ParentNumber(ParentReader read) => (in context, out value) =>
    {
        value = 0;
        if (Ancestors.Parent(context) is not { } parent)
        {
            return false;
        }

        value = (long)read(context, parent);
        return true;
    };

    /// <summary>The same number, but 0 is missing.</summary>
    public static NumberReader UnlessZero(NumberReader read) => (in context, out value) =>
        read(context, out value) && value != 0;
}

using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Paths that calls name, made absolute, in the form that event arguments have.</summary>
internal static class PathText
{
    /// <summary>Adds a path of the working directory; nothing for one that is absolute or not known.</summary>
    /// <param name="context">The event.</param>
    /// <param name="name">As the call has it.</param>
    /// <param name="text">Where to add it.</param>
    public static void Resolve(in EventContext context, scoped ReadOnlySpan<byte> name, ref TextBuilder text)
    {
        if (IsToBeResolved(context, name))
        {
            RecordedPaths.Join(RecordedPaths.WorkingDirectory(context.Thread), name, ref text);
        }
    }

    /// <summary>
    /// The same for a path of a directory's descriptor. Falco then takes the event for one about that descriptor: what
    /// fields say of an openat after its arguments were shown is the directory's.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="directory">The descriptor; <see cref="RecordedPaths.AtCwd"/> for the working directory.</param>
    /// <param name="name">As the call has it.</param>
    /// <param name="text">Where to add it.</param>
    public static void ResolveAt(
        in EventContext context, long directory, scoped ReadOnlySpan<byte> name, ref TextBuilder text)
    {
        if (directory == RecordedPaths.AtCwd)
        {
            Resolve(context, name, ref text);
        }
        else if (IsToBeResolved(context, name))
        {
            var descriptor = RecordedDescriptors.Find(context.Thread, directory);
            if (descriptor is null)
            {
                RecordedPaths.Join(default, name, ref text);
                return;
            }

            RecordedPaths.JoinTo(descriptor.Name, name, ref text);
            context.Node.Recorded!.Descriptors.TurnTo(descriptor);
        }
    }

    private static bool IsToBeResolved(in EventContext context, ReadOnlySpan<byte> name) =>
        context.Thread.IsKnown && RecordedPaths.IsRelative(name) && !name.SequenceEqual(RecordedValues.NotKnown);
}

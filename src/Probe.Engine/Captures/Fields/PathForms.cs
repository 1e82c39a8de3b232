using KosmosProbe.Engine.Captures.State;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Paths: as passed, and where that was relative, made absolute as far as text can tell.</summary>
internal static class PathForms
{
    /// <summary>The form of a path.</summary>
    /// <param name="directory">The parameter with its directory; below 0 for the working directory.</param>
    public static ValueForm Of(int directory) => new(
        static (in _, scoped value, ref text) => text.Add(RecordedValues.Text(value)),
        (in context, scoped value, ref text) =>
        {
            var path = RecordedValues.Text(value);
            var passed = directory < 0 ? default : context.Event.Parameter(directory);
            if (passed.IsEmpty)
            {
                PathText.Resolve(context, path, ref text);
            }
            else
            {
                PathText.ResolveAt(context, RecordedValues.Signed(passed), path, ref text);
            }
        })
    {
        IsText = true,
        IsTerminated = true,
    };
}

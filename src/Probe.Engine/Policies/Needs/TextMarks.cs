using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>The marks of which an open bears one whenever a question about its names is answered with yes.</summary>
internal static class TextMarks
{
    private const int PatternBytesMin = 2;
    private const string OwnDirectory = "fd.directory";

    /// <summary>Whether it matters for a field that a directory was opened.</summary>
    /// <param name="field">The field.</param>
    public static bool DependsOnKind(Field field) => field.Name == OwnDirectory;

    /// <summary>The marks; null when there is no telling.</summary>
    /// <param name="field">The field that is asked about.</param>
    /// <param name="isDirectory">What was opened is a directory.</param>
    /// <param name="question">The question.</param>
    public static MarkSet? Of(string field, bool isDirectory, Predicate question)
    {
        switch (question)
        {
            case TextPredicate text:
                var marks = new List<PathMark>();
                return text.Values.All(value => TryAdd(field, isDirectory, text.Test, value, marks))
                    ? new MarkSet(marks)
                    : null;
            case GroupPredicate { Connective: Connective.And } all:
                return all.Children.Select(child => Of(field, isDirectory, child)).OfType<MarkSet>()
                    .MinBy(static set => set.Width);
            case GroupPredicate any:
                var sets = any.Children.Select(child => Of(field, isDirectory, child)).ToList();
                return sets.Contains(null) ? null : new MarkSet([.. sets.SelectMany(static set => set!.Marks)]);
            default:
                return null;
        }
    }

    private static bool TryAdd(string field, bool isDirectory, TextTest test, byte[] value, List<PathMark> marks) =>
        value.Length > 0 && field switch
        {
            "fd.name" or "fs.path.name" => TryAddPath(test, value, marks),
            "fd.nameraw" or "fs.path.nameraw" => TryAddAsked(test, value, marks),
            OwnDirectory => TryAddDirectory(isDirectory, test, value, marks),
            "fd.filename" or "basename(fd.name)" => !value.Contains((byte)'/') && TryAddName(test, value, marks),
            _ => false,
        };

    private static bool TryAddPath(TextTest test, byte[] value, List<PathMark> marks) => test switch
    {
        TextTest.Equal => Add(MarkPlace.Path, value, marks),
        TextTest.Prefix => Add(MarkPlace.Start, value, marks),
        TextTest.Suffix => Add(MarkPlace.Ending, value, marks),
        TextTest.Contains => Add(MarkPlace.Part, value, marks),
        TextTest.PathPrefix => TryAddBelow(value, marks),
        TextTest.Glob => TryAddPattern(value, marks),
        _ => false,
    };

    private static bool TryAddAsked(TextTest test, byte[] value, List<PathMark> marks)
    {
        byte[] part = test switch
        {
            TextTest.Equal or TextTest.Prefix or TextTest.Suffix or TextTest.Contains => value,
            TextTest.Glob => PatternText.Longest(value),
            _ => [],
        };
        return part.Length > 0 && Add(MarkPlace.AskedPart, part, marks);
    }

    // Of a directory it is its own path. What lies in the root, or has no slash in its name, is in "/".
    private static bool TryAddDirectory(bool isDirectory, TextTest test, byte[] value, List<PathMark> marks) =>
        test switch
        {
            TextTest.Equal => Add(isDirectory ? MarkPlace.Path : MarkPlace.Directory, value, marks),
            TextTest.Prefix => value.Length > 1 && Add(MarkPlace.Start, value, marks),
            TextTest.PathPrefix => TryAddBelow(value, marks),
            _ => false,
        };

    private static bool TryAddName(TextTest test, byte[] value, List<PathMark> marks) => test switch
    {
        TextTest.Equal => Add(MarkPlace.Name, value, marks),
        TextTest.Suffix => Add(MarkPlace.Ending, value, marks),
        TextTest.Contains or TextTest.Prefix => Add(MarkPlace.Part, value, marks),
        _ => false,
    };

    // A leading slash and empty components mean nothing to the test, and a component may be a pattern.
    private static bool TryAddBelow(byte[] value, List<PathMark> marks)
    {
        var start = new List<byte>();
        foreach (var range in ((ReadOnlySpan<byte>)value).Split((byte)'/'))
        {
            var component = value.AsSpan(range);
            if (component.IsEmpty) continue;
            int length = component.IndexOfAny("*?[\\"u8);
            start.Add((byte)'/');
            start.AddRange(length < 0 ? component : component[..length]);
            if (length >= 0) break;
        }

        return start.Count > 1
            && Add(MarkPlace.Start, [.. start], marks) && Add(MarkPlace.Start, [.. start.Skip(1)], marks);
    }

    private static bool TryAddPattern(byte[] value, List<PathMark> marks)
    {
        byte[] start = PatternText.Start(value);
        byte[] end = PatternText.End(value);
        byte[] longest = PatternText.Longest(value);
        return start.Length >= PatternBytesMin ? Add(MarkPlace.Start, start, marks)
            : end.Length >= PatternBytesMin ? Add(MarkPlace.Ending, end, marks)
            : longest.Length >= PatternBytesMin && Add(MarkPlace.Part, longest, marks);
    }

    private static bool Add(MarkPlace place, byte[] text, List<PathMark> marks)
    {
        marks.Add(new PathMark(place, text));
        return true;
    }
}

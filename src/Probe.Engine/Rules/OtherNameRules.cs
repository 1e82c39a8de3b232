using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules that ask what an opened file's name looks like, to be judged once more by the name that the file has
/// without the bind mount, the tree without a place or the root of its own by which it was reached. Only those hold
/// then that want something of a name which the other one has and the one that was opened has not. Event thread.
/// </summary>
internal sealed class OtherNameRules
{
    private readonly List<Asked> _asked = [];
    private readonly List<int> _concerned;

    /// <summary>Collects what is asked; exceptions are left out, as in <see cref="ExactPaths"/>.</summary>
    /// <param name="active">The rules in force; none: other names do not count.</param>
    public OtherNameRules(IReadOnlyList<CompiledRule> active)
    {
        foreach (var rule in active.Where(static rule => rule.IsOfOpens))
        {
            foreach (var one in ComparedTexts.Of(rule.Condition.Root))
            {
                if (!one.IsException && one.Quantifier == Quantifier.One && PartOf(one.Field.Name) is var part and >= 0)
                    _asked.Add(new Asked((NamePart)part, one.Text, rule.Number));
            }
        }

        _concerned = new List<int>(_asked.Count);
    }

    private enum NamePart
    {
        Whole,
        Directory,
        Last,
    }

    /// <summary>No rule asks.</summary>
    public bool IsEmpty => _asked.Count == 0;

    /// <summary>The other name of the file that an event opened; empty: it has none, or nobody asks.</summary>
    /// <param name="context">The event.</param>
    public static ReadOnlySpan<byte> NameOf(in EventContext context)
    {
        if (!FdText.IsOpened(context)) return default;
        ref readonly var open = ref context.Event.As<OpenEvent>();
        var other = context.Event.Text(open.OtherPath);
        return other.SequenceEqual(context.Event.Text(open.Path)) ? default : other;
    }

    /// <summary>The rules that want something of a name that the other one has, and the opened one has not.</summary>
    /// <param name="context">The event.</param>
    /// <param name="other">The other name.</param>
    /// <returns>Valid until the next call.</returns>
    public List<int> Of(in EventContext context, ReadOnlySpan<byte> other)
    {
        var path = context.Event.Text(context.Event.As<OpenEvent>().Path);
        bool isDirectory = FdText.IsDirectory(context);
        _concerned.Clear();
        foreach (var asked in _asked)
        {
            if (_concerned.Contains(asked.Rule)) continue;
            bool isOther = asked.Text.Holds(Part(other, asked.Part, isDirectory))
                && !asked.Text.Holds(Part(path, asked.Part, isDirectory));
            if (isOther) _concerned.Add(asked.Rule);
        }

        return _concerned;
    }

    private static int PartOf(string field) => field switch
    {
        "fd.name" or "fs.path.name" => (int)NamePart.Whole,
        "fd.directory" => (int)NamePart.Directory,
        "fd.filename" => (int)NamePart.Last,
        _ => -1,
    };

    // As the fields have it: a directory that was opened is its own directory, and has no last name.
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> name, NamePart part, bool isDirectory)
    {
        int slash = name.LastIndexOf((byte)'/');
        return part switch
        {
            NamePart.Directory when !isDirectory => slash <= 0 ? "/"u8 : name[..slash],
            NamePart.Last => isDirectory ? default : name[(slash + 1)..],
            _ => name,
        };
    }

    private readonly record struct Asked(NamePart Part, TextPredicate Text, int Rule);
}

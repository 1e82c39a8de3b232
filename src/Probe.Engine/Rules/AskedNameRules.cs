using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The rules that want a file's name to start with something, to be judged once more when the name that was asked for
/// starts so and the file that a link on the way led to does not: /var/run/secrets is below /run on most systems, and
/// nothing that is opened is ever below /proc/self. Only the rules with this very start may hold then. Event thread.
/// </summary>
internal sealed class AskedNameRules
{
    /// <summary>Longest name that is looked at, in bytes.</summary>
    public const int NameBytesMax = 8192;

    private readonly byte[][] _starts;
    private readonly List<int>[] _rules;
    private readonly List<int> _concerned;

    /// <summary>Collects the starts.</summary>
    /// <param name="active">The rules in force; none: names that were asked for do not count.</param>
    public AskedNameRules(IReadOnlyList<CompiledRule> active)
    {
        Dictionary<string, (byte[] Start, List<int> Rules)> byStart = [];
        foreach (var rule in active.Where(static rule => rule.IsOfOpens))
        {
            foreach (byte[] start in PathStarts.Of(rule.Condition.Root).DistinctBy(Convert.ToHexString))
            {
                string key = Convert.ToHexString(start);
                if (!byStart.TryGetValue(key, out var entry)) byStart[key] = entry = (start, []);
                entry.Rules.Add(rule.Number);
            }
        }

        _starts = [.. byStart.Values.Select(static entry => entry.Start)];
        _rules = [.. byStart.Values.Select(static entry => entry.Rules)];
        _concerned = new List<int>(_rules.Sum(static one => one.Count));
    }

    /// <summary>
    /// The name that an open asked for, when it starts as a rule wants it and the opened path does not; else empty.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="memory">Where the name is put; <see cref="NameBytesMax"/> long.</param>
    public ReadOnlyMemory<byte> NameOf(in EventContext context, byte[] memory)
    {
        if (_starts.Length == 0 || context.Result < 0 || !FdText.IsOpen(context.Event.Type)) return default;
        ref readonly var open = ref context.Event.As<OpenEvent>();
        var path = context.Event.Text(open.Path);
        if (path.IsEmpty || context.Event.Text(open.Name).SequenceEqual(path)
            || !OpenPaths.TryRebuild(context, out var asked) || asked.Length > memory.Length)
        {
            return default;
        }

        foreach (byte[] start in _starts)
        {
            if (IsOf(start, asked, path))
            {
                asked.CopyTo(memory);
                return memory.AsMemory(0, asked.Length);
            }
        }

        return default;
    }

    /// <summary>The rules that want the name that was asked for to start as it does, and the path does not.</summary>
    /// <param name="context">The event, to be judged by that name.</param>
    /// <returns>Valid until the next call.</returns>
    public List<int> Of(in EventContext context)
    {
        var name = context.SamePath.Span;
        var path = context.Event.Text(context.Event.As<OpenEvent>().Path);
        _concerned.Clear();
        for (int i = 0; i < _starts.Length; i++)
        {
            if (!IsOf(_starts[i], name, path)) continue;
            foreach (int rule in _rules[i]) _concerned.Add(rule);
        }

        return _concerned;
    }

    private static bool IsOf(byte[] start, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path) =>
        name.StartsWith(start) && !path.StartsWith(start);
}

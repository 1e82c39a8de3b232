using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Policies.Facts;
using KosmosProbe.Engine.Policies.Needs;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Explaining;

/// <summary>What the kernel sends for a rule, from the very steps that make its policy.</summary>
/// <param name="compiler">Of the rules in force.</param>
internal sealed class PolicyOutline(PolicyCompiler compiler)
{
    private static readonly (MarkPlace Place, string Words)[] Places =
    [
        (MarkPlace.Path, "path is"),
        (MarkPlace.Name, "name is"),
        (MarkPlace.Directory, "directory is"),
        (MarkPlace.Start, "path starts with"),
        (MarkPlace.Ending, "path ends with"),
        (MarkPlace.Part, "path contains"),
        (MarkPlace.AskedPart, "name as passed contains"),
    ];

    /// <summary>What is sent from the host.</summary>
    /// <param name="rule">A rule in force.</param>
    public IReadOnlyList<SentEvents> FromHost(CompiledRule rule) => From(rule, ContainerFacts.OfHost());

    /// <summary>What may be sent from a container, whichever it is.</summary>
    /// <param name="rule">A rule in force.</param>
    public IReadOnlyList<SentEvents> FromAnywhere(CompiledRule rule) => From(rule, ContainerFacts.OfAny());

    private List<SentEvents> From(CompiledRule rule, ContainerFacts place)
    {
        compiler.TurnTo(place);
        var sent = new List<SentEvents>();
        foreach (var type in compiler.Rules.WantedTypes.Where(rule.Condition.EventTypes.Contains))
        {
            foreach (var (classes, need) in compiler.NeedsOf(rule, type).Parts)
            {
                var facts = ClassWords.Of(type, classes, compiler.PossibleOf(type));
                sent.Add(new SentEvents([EventTable.Name(type)], facts, [.. Marks(need)])
                {
                    IsForState = compiler.IsForState(type),
                });
            }
        }

        return [.. sent.GroupBy(Key).Select(static group => group.First() with
        {
            Events = [.. group.SelectMany(static one => one.Events)],
        })];
    }

    private static string Key(SentEvents sent) =>
        $"{sent.IsForState} {string.Join(';', sent.Facts)} "
        + string.Join(';', sent.Marks.Select(static mark => $"{mark.What} {string.Join(',', mark.Values)}"));

    private static IEnumerable<SentMark> Marks(EventNeed need)
    {
        var marks = need.Marks.SelectMany(static set => set.Marks).Distinct().ToList();
        foreach (var (place, words) in Places)
        {
            string[] values = [.. marks.Where(mark => mark.Place == place).Select(Text)];
            if (values.Length > 0) yield return new SentMark(words, values);
        }

        if (need.Ends?.Ports is { } ports)
        {
            yield return new SentMark(
                "port is", [.. ports.Distinct().Select(static port => port.ToString(CultureInfo.InvariantCulture))]);
        }

        if (need.Ends?.Ranges is { } ranges)
        {
            yield return new SentMark(
                "address is in", [.. AddressPrefix.Of(ranges).Select(static one => one.ToString())]);
        }
    }

    private static string Text(PathMark mark) => Encoding.UTF8.GetString(mark.Text);
}

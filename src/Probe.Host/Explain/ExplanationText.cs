using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Explain;

/// <summary>An explanation for reading: what was written, what is judged, and when.</summary>
/// <param name="output">Where to.</param>
/// <param name="ink">Colours.</param>
/// <param name="valuesMax">How many values of a list are shown.</param>
internal sealed class ExplanationText(TextWriter output, Ink ink, int valuesMax)
{
    private const int LabelColumns = 13;
    private const int NamesMax = 12;

    /// <summary>Writes one.</summary>
    /// <param name="explanation">The rule's.</param>
    public void Write(RuleExplanation explanation)
    {
        var rule = explanation.Rule;
        string state = explanation.IsActive ? "enabled" : "not enabled";
        output.WriteLine(ink.Heading($"Rule \"{rule.Name}\""));
        output.WriteLine($"  {At(explanation.Place)}, priority {rule.Priority}, source {rule.Source}, {state}");
        WriteHeading("Condition, with exceptions, macros and lists put in:");
        WriteOutline(explanation.Expanded, 0, WriteWritten);
        WriteEvents(explanation);
        WriteJudged(explanation);
        WriteSent(explanation);
        WriteNames("Macros", explanation.Macros);
        WriteNames("Lists", explanation.Lists);
        foreach (string difference in explanation.Differences) WriteHeading("Falco ", difference + ".");
        output.WriteLine();
    }

    /// <summary>Says once what the words beside the checks mean.</summary>
    public void WriteLegend() => output.WriteLine(ink.Aside(Lifetimes.Legend));

    private void WriteEvents(RuleExplanation explanation)
    {
        var events = explanation.Events;
        WriteHeading("Event types: ", events is null ? "all, as no check restricts them" : Names(events));
        WriteHeading("Traced by the kernel programs: ", Names(explanation.Traced));
        var others = events?.Except(explanation.Traced).ToList() ?? [];
        if (others.Count > 0) WriteHeading("Not traced by this version: ", Names(others));
    }

    private void WriteJudged(RuleExplanation explanation)
    {
        if (explanation.Judged.Count == 0)
        {
            WriteHeading("Never judged: ", "none of its event types is traced. It would be, in this order:");
            WriteOutline(explanation.Simplified, 0, WriteCheck);
            return;
        }

        foreach (var judged in explanation.Judged)
        {
            WriteHeading($"Judged on {Names(judged.Events)}, in this order:");
            WriteOutline(judged.Condition, 0, WriteCheck);
            output.WriteLine($"    {ink.Aside(Lifetimes.Sentence(judged.Condition))}");
        }
    }

    private void WriteSent(RuleExplanation explanation)
    {
        if (!explanation.IsActive || explanation.Judged.Count == 0) return;
        var fromHost = Lines(explanation.SentFromHost);
        var fromContainers = Lines(explanation.SentFromContainers);
        if (fromHost.SequenceEqual(fromContainers, StringComparer.Ordinal))
        {
            WriteSent("Sent by the kernel for it:", fromHost);
            return;
        }

        WriteSent("Sent by the kernel for it from the host:", fromHost);
        WriteSent("Sent by the kernel for it from containers, while nothing is known of them:", fromContainers);
    }

    private void WriteSent(string heading, List<string> lines)
    {
        WriteHeading(heading, lines.Count == 0 ? " nothing" : "");
        foreach (string line in lines) output.WriteLine($"    {line}");
    }

    private List<string> Lines(IReadOnlyList<SentEvents> sent)
    {
        var lines = new List<string>();
        foreach (var one in sent)
        {
            string facts = string.Concat(one.Facts.Select(static fact => "; " + fact));
            string what = one.IsForState ? ", in any case: they change what is known of threads or paths"
                : one.Marks.Count == 0 ? facts : $"{facts}, where any of this holds:";
            lines.Add(Names(one.Events) + what);
            if (one.IsForState) continue;
            lines.AddRange(one.Marks.Select(mark => $"  {mark.What} {Names(mark.Values)}"));
        }

        return lines;
    }

    private static void WriteOutline(ConditionTree tree, int depth, Action<ConditionTree, int> write)
    {
        write(tree, depth);
        foreach (var part in tree.Parts) WriteOutline(part, depth + 1, write);
    }

    private void WriteWritten(ConditionTree tree, int depth)
    {
        string macros = tree.Macros.Count == 0 ? "" : ink.Aside($"    <- {string.Join(" <- ", tree.Macros.Reverse())}");
        output.WriteLine($"    {new string(' ', depth * 2)}{tree.Line(valuesMax)}{macros}");
    }

    private void WriteCheck(ConditionTree tree, int depth)
    {
        string label = tree.Lifetime is { } lifetime ? $"per {Lifetimes.Word(lifetime)}" : "";
        string shown = label.PadRight(LabelColumns);
        shown = tree.Lifetime == FieldLifetime.Event ? ink.Dear(shown) : ink.Cheap(shown);
        output.WriteLine($"    {shown}  {new string(' ', depth * 2)}{tree.Line(valuesMax)}");
    }

    private void WriteNames(string heading, IReadOnlyList<UsedName> names)
    {
        if (names.Count > 0)
        {
            WriteHeading($"{heading}: ", string.Join(", ", names.Select(name => $"{name.Name} ({At(name.Place)})")));
        }
    }

    private void WriteHeading(string heading, string text = "") => output.WriteLine($"  {ink.Heading(heading)}{text}");

    private string Names(IReadOnlyList<string> names)
    {
        int shown = Math.Min(names.Count, Math.Max(valuesMax, NamesMax));
        string more = names.Count > shown ? $" and {names.Count - shown} more" : "";
        return names.Count == 0 ? "none" : string.Join(", ", names.Take(shown)) + more;
    }

    private static string At(FileSpan place)
    {
        string near = Path.GetRelativePath(Environment.CurrentDirectory, place.File.Name);
        bool isBelow = !near.StartsWith("..", StringComparison.Ordinal);
        return $"{(isBelow ? near : place.File.Name)}:{place.Line}";
    }
}

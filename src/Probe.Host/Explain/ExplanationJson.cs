using System.Text.Json;
using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Listing;

namespace KosmosProbe.Host.Explain;

/// <summary>Explanations for programs: one JSON object, lists whole.</summary>
internal static class ExplanationJson
{
    /// <summary>Writes them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="explanations">The rules'.</param>
    public static void Write(TextWriter output, IEnumerable<RuleExplanation> explanations) => output.WriteLine(
        JsonSerializer.Serialize(new { rules = explanations.Select(Describe) }, JsonForm.Compact));

    private static object Describe(RuleExplanation explanation) => new
    {
        condition = Describe(explanation.Expanded),
        differences = explanation.Differences,
        enabled = explanation.IsActive,
        events = explanation.Events,
        judged = explanation.Judged.Select(judged => new
        {
            condition = Describe(judged.Condition),
            events = judged.Events,
        }),
        lists = explanation.Lists.Select(Describe),
        macros = explanation.Macros.Select(Describe),
        name = explanation.Rule.Name,
        place = Describe(explanation.Place),
        priority = explanation.Rule.Priority.ToString(),
        sent_from_containers = explanation.SentFromContainers.Select(Describe),
        sent_from_host = explanation.SentFromHost.Select(Describe),
        simplified = Describe(explanation.Simplified),
        source = explanation.Rule.Source,
        traced = explanation.Traced,
    };

    private static Dictionary<string, object> Describe(ConditionTree tree)
    {
        var node = new Dictionary<string, object> { ["text"] = tree.Line() };
        if (tree.Lifetime is { } lifetime) node["constant_per"] = Lifetimes.Word(lifetime);
        if (tree.Macros.Count > 0) node["macros"] = tree.Macros;
        if (tree.Parts.Count > 0) node["parts"] = tree.Parts.Select(Describe);
        return node;
    }

    private static object Describe(SentEvents sent) => new
    {
        events = sent.Events,
        facts = sent.Facts,
        for_state = sent.IsForState,
        marks = sent.Marks.Select(static mark => new { values = mark.Values, what = mark.What }),
    };

    private static object Describe(UsedName name) => new { name = name.Name, place = Describe(name.Place) };

    private static object Describe(FileSpan place) =>
        new { column = place.Column, file = place.File.Name, line = place.Line };
}

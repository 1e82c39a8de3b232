using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// The judges for events of captures. A capture may hold any of some four hundred types and holds a few dozen, so each
/// type's judge is compiled when its first event comes.
/// </summary>
internal sealed class RecordedJudges
{
    private readonly JudgeTable _table;
    private readonly Judge?[] _judges = new Judge?[EventTable.NamesCount];
    private readonly bool[] _isCompiled = new bool[EventTable.NamesCount];
    private readonly Dictionary<string, Judge?> _byAnswers = [];

    /// <summary>Compiles nothing yet.</summary>
    /// <param name="active">The rules, in order of evaluation.</param>
    public RecordedJudges(IReadOnlyList<CompiledRule> active) =>
        _table = new JudgeTable(
            [.. active.Select(rule => rule.Condition)], [.. active.Select(rule => rule.Number)], firstMatchOnly: false);

    /// <summary>The judge of a type; null when no rule can hold for it.</summary>
    /// <param name="type">That of a recorded event.</param>
    public Judge? Of(EventType type)
    {
        int nameId = EventTable.NameId(type);
        return _isCompiled[nameId] ? _judges[nameId] : Compile(type, nameId);
    }

    private Judge? Compile(EventType type, int nameId)
    {
        string answers = _table.Answers(type);
        if (!_byAnswers.TryGetValue(answers, out var judge))
        {
            judge = _table.Compile(type);
            _byAnswers.Add(answers, judge);
        }

        _judges[nameId] = judge;
        _isCompiled[nameId] = true;
        return judge;
    }
}

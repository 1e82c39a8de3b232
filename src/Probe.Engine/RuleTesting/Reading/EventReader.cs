using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Inline;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>Reads events: <c>type</c>, and a value for each field that the test wants to be there.</summary>
internal sealed class EventReader(FieldTable fields)
{
    private const string TypeKey = "type";

    private static readonly IReadOnlyDictionary<string, InlineValue[]?> None =
        new Dictionary<string, InlineValue[]?>();

    private static readonly string[] TypeNames =
        [.. Enumerable.Range(0, EventTable.NamesCount).Select(EventTable.Name)];

    /// <summary><c>defaults</c>: what every event has that does not say otherwise.</summary>
    /// <param name="reader">A file or a case.</param>
    /// <param name="outer">Those of the file, for a case.</param>
    public IReadOnlyDictionary<string, InlineValue[]?> ReadDefaults(
        StrictReader reader, IReadOnlyDictionary<string, InlineValue[]?>? outer = null) =>
        reader.Mapping("defaults") is { } mapping ? ReadFields(mapping, outer ?? None) : outer ?? None;

    /// <summary>An event; null when its type is not known.</summary>
    /// <param name="reader">It.</param>
    /// <param name="defaults">What it has unless it says otherwise.</param>
    public InlineEvent? Read(StrictReader reader, IReadOnlyDictionary<string, InlineValue[]?> defaults)
    {
        var given = ReadFields(reader, defaults);
        if (reader.Text(TypeKey) is not { } type)
        {
            reader.Missing(TypeKey);
            return null;
        }

        if (!EventTable.TryFindName(type.Text, out int nameId))
        {
            reader.ReportUnknown(type, $"unknown event type `{type.Text}`", TypeNames);
            return null;
        }

        return new InlineEvent(EventTable.Recorded(nameId), given, reader.Value.Span);
    }

    private Dictionary<string, InlineValue[]?> ReadFields(
        StrictReader reader, IReadOnlyDictionary<string, InlineValue[]?> outer)
    {
        var own = new Dictionary<string, InlineValue[]?>(StringComparer.Ordinal);
        foreach (var (name, value) in reader.Value.Members)
        {
            if (name.Text == TypeKey && name.Kind == YamlKind.Scalar) continue;
            if (Resolve(reader, name, out string key) is not { } field) continue;
            if (!FieldValueReader.TryRead(field, value, out var values, out string? error))
            {
                reader.Report(value, error);
            }
            else if (!own.TryAdd(key, values)
                && reader.Value.Members.Count(member => member.Key.Text == name.Text) == 1)
            {
                reader.Report(name, $"`{name.Text}` is given twice, in two spellings");
            }
        }

        var given = outer.ToDictionary(StringComparer.Ordinal);
        foreach (string other in own.Keys.SelectMany(SameFacts.Of)) given.Remove(other);
        foreach (var (key, values) in own) given[key] = values;
        return given;
    }

    private Field? Resolve(StrictReader reader, YamlValue name, out string key)
    {
        key = string.Empty;
        if (InlineFields.OfType.Contains(name.Text) || name.Text.StartsWith("evt.type.is", StringComparison.Ordinal))
        {
            reader.Report(name, $"`{name.Text}` is what `type` says, or the event's place in the list");
            return null;
        }

        if (FieldKey.TryResolve(name.Text, fields, out var field, out string? found))
        {
            key = found;
            return field;
        }

        if (ConditionLanguage.TryBindValue(name.Text, 0, fields, out _, out _, out int end, out var error))
        {
            reader.ReportUnknown(name, $"unknown field `{name.Text}`", fields.All.Select(static row => row.Name));
        }
        else
        {
            string hint = error.DidYouMean is { } nearest ? $", did you mean `{nearest}`?" : string.Empty;
            reader.Report(name, error.Message + hint);
        }

        _ = end;
        return null;
    }
}

using System.Text;
using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// A random event: a type, and for each field its values, null when it is missing. A value is a byte array, a long, a
/// double, a bool, or an address as text.
/// </summary>
internal sealed record SampleEvent(EventType Type, IReadOnlyDictionary<string, object[]?> Values)
{
    private static readonly Gen<EventType> Types = Gen.OneOf([.. EventTable.Types]);

    /// <summary>Random events; a field is missing one time in six.</summary>
    public static readonly Gen<SampleEvent> Random = Gen.Select(Types, Fields()).Select((type, values) =>
        new SampleEvent(type, SampleField.All.Zip(values).ToDictionary(p => p.First.Name, p => p.Second)));

    public string Describe(IEnumerable<string> names) =>
        $"{Type} {string.Join(' ', names.Select(name => $"{name}={Describe(Values.GetValueOrDefault(name))}"))}";

    private static string Describe(object[]? values) =>
        values is null ? "<missing>" : string.Join('|', values.Select(Text));

    private static Gen<List<object[]?>> Fields() => SampleField.All.Aggregate(
        Gen.Const(() => new List<object[]?>()),
        (before, field) => Gen.Select(before, OfField(field)).Select((values, value) =>
        {
            values.Add(value);
            return values;
        }));

    private static Gen<object[]?> OfField(SampleField field)
    {
        var one = SampleValues.Of(field.Type);
        if (field.Name == "evt.num")
        {
            // Falco counts from 1, and the analysis of event types relies on it.
            return Gen.OneOf(1L, 2L, 5L).Select(object[]? (n) => [n]);
        }

        int least = field.Shape == FieldShape.List ? 0 : 1;
        var some = field.Shape == FieldShape.Single ? one.Array[1] : one.Array[least, 3];
        return Gen.Frequency((5, some.Select(object[]? (v) => v)), (1, Gen.Const((object[]?)null)));
    }

    private static string Text(object value) =>
        value is byte[] bytes ? $"'{Encoding.Latin1.GetString(bytes)}'" : $"{value}";
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>What a field or a transformer gives for one event: values as <see cref="SampleEvent"/> has them.</summary>
internal sealed record PlainValue(FieldType Type, FieldShape Shape, object[] Items)
{
    private static readonly Dictionary<string, SampleField> Fields =
        SampleField.All.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Reads a left side, or what stands in <c>val</c>; null when it is missing.</summary>
    public static PlainValue? Read(OperandSyntax operand, SampleEvent sample)
    {
        switch (operand)
        {
            case TransformerSyntax { Name: "val" } val:
                return Read(val.Arguments[0], sample);
            case TransformerSyntax transformer:
                return PlainTransformers.Read(transformer, sample);
            case FieldSyntax { Name: "evt.type" or "syscall.type" } type:
                // The end of a process is the one event that is no system call.
                return type.Name == "syscall.type" && sample.Type == EventType.Procexit
                    ? null
                    : Text(EventTable.Name(sample.Type));
            default:
                var field = Fields[((FieldSyntax)operand).Name];
                return sample.Values[field.Name] is { } items ? new PlainValue(field.Type, field.Shape, items) : null;
        }
    }

    /// <summary>The name of an event; of a call that does what an older one does, the older one's as well.</summary>
    public static PlainValue WithOlderName(PlainValue name, SampleEvent sample) => OlderName(sample.Type) is { } older
        ? new(FieldType.Text, FieldShape.AnyNoneUnequal, [.. name.Items, PlainText.Bytes(older)])
        : name;

    private static string? OlderName(EventType type) => type switch
    {
        EventType.Fchmodat2 => "fchmodat",
        EventType.Sendmmsg => "sendmsg",
        EventType.Recvmmsg => "recvmsg",
        EventType.OpenTreeAttr => "open_tree",
        EventType.Setxattrat => "setxattr",
        EventType.Removexattrat => "removexattr",
        _ => null,
    };

    public static PlainValue Text(string value) =>
        new(FieldType.Text, FieldShape.Single, [PlainText.Bytes(value)]);
}

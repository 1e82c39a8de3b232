using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>The engine's view of random events: a table of fields that read whichever event is set.</summary>
internal sealed class SampleTable
{
    private readonly NodeState _node = new();

    public SampleTable() => Fields = new FieldTable(
    [
        .. SampleField.All.Select(Make),
        EventName("evt.type", static _ => true),

        // The end of a process is the one event that is no system call.
        EventName("syscall.type", static type => type != EventType.Procexit),
    ]);

    public FieldTable Fields { get; }

    /// <summary>What the fields read.</summary>
    public SampleEvent? Current { get; set; }

    public BoundCondition Bind(string text, bool isStrict)
    {
        var options = new LanguageOptions { Strict = isStrict };
        bool binds = ConditionLanguage.TryBind(
            text, new NameScope(), Fields, options, out var condition, out var error);
        Assert.True(binds, $"{text}: {error}");
        return condition!;
    }

    /// <summary>Judges an event.</summary>
    public bool Judge(Condition condition, SampleEvent sample)
    {
        Current = sample;
        _node.Scratch.Reset();
        return condition(Context(RecordBytes.Create(sample.Type, timeNs: 0)));
    }

    /// <summary>Judges an event by several rules; the numbers of those that hold.</summary>
    public int[] Judge(Judge judge, int rules, SampleEvent sample)
    {
        Current = sample;
        _node.Scratch.Reset();
        var matches = new RuleMatches(rules);
        judge(Context(RecordBytes.Create(sample.Type, timeNs: 0)), matches);
        return matches.Rules.ToArray();
    }

    private EventContext Context(byte[] record) =>
        new(RecordBytes.View(record), ThreadInfo.Unknown, _node, number: 1, result: 0);

    private static Field EventName(string name, Func<EventType, bool> isThere) => new()
    {
        Name = name,
        Type = FieldType.Text,
        Description = "The event's name.",
        Example = $"{name} exists",
        Reader = new TextReader((in EventContext context, out ReadOnlySpan<byte> value) =>
        {
            value = EventTable.Utf8Name(context.Event.Type);
            return isThere(context.Event.Type);
        }),
    };

    private object[]? Values(string name) => Current!.Values[name];

    private Field Make(SampleField field) => new()
    {
        Name = field.Name,
        Type = field.Type,
        Description = "A random value.",
        Example = $"{field.Name} exists",
        Shape = field.Shape,
        Plain = field.IsPlain,
        Count = field.Shape == FieldShape.Single ? null : (in EventContext _) => Values(field.Name)?.Length ?? -1,
        Reader = field.Shape == FieldShape.Single ? Single(field) : Item(field),
    };

    /// <summary>As sockets give it: an IPv4 peer of an IPv6 socket is an IPv4 address.</summary>
    private static IpAddress Address(object value) => FakeFields.ParseAddress((string)value).Unmapped();

    private Delegate Single(SampleField field) => field.Type switch
    {
        _ when field.Type.IsText() => new TextReader((in EventContext _, out ReadOnlySpan<byte> text) =>
        {
            text = (byte[]?)Values(field.Name)?[0];
            return Values(field.Name) is not null;
        }),
        _ when field.Type.IsAddress() => new AddressReader((in EventContext _, out IpAddress address) =>
        {
            address = Values(field.Name) is { } values ? Address(values[0]) : default;
            return Values(field.Name) is not null;
        }),
        FieldType.Double => new DoubleReader((in EventContext _, out double number) =>
        {
            number = Values(field.Name) is { } values ? (double)values[0] : 0;
            return Values(field.Name) is not null;
        }),
        FieldType.Boolean => new BooleanReader((in EventContext _, out bool truth) =>
        {
            truth = Values(field.Name) is { } values && (bool)values[0];
            return Values(field.Name) is not null;
        }),
        _ => new NumberReader((in EventContext _, out long number) =>
        {
            number = Values(field.Name) is { } values ? (long)values[0] : 0;
            return Values(field.Name) is not null;
        }),
    };

    private Delegate Item(SampleField field) => field.Type switch
    {
        _ when field.Type.IsText() => new TextItemReader((in EventContext _, int index, out ReadOnlySpan<byte> text) =>
        {
            text = (byte[])Values(field.Name)![index];
            return true;
        }),
        _ when field.Type.IsAddress() => new AddressItemReader((in EventContext _, int index, out IpAddress address) =>
        {
            address = Address(Values(field.Name)![index]);
            return true;
        }),
        _ => new NumberItemReader((in EventContext _, int index, out long number) =>
        {
            number = (long)Values(field.Name)![index];
            return true;
        }),
    };
}

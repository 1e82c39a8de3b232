using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>What a field's own reader says of an event: facts are read by what will judge.</summary>
internal static class ReadValues
{
    /// <summary>The value; null when it is of a kind that is not looked into.</summary>
    /// <param name="field">The field.</param>
    /// <param name="context">The event.</param>
    public static Alternative? Of(Field field, in EventContext context)
    {
        context.Node.Scratch.Reset();
        if (field.Count is not null) return Several(field, context);
        return field.Reader switch
        {
            Fields.TextReader read => One(read(context, out var text), new KnownText(text.ToArray())),
            NumberReader read => One(read(context, out long number), new NumberRange(number, number)),
            BooleanReader read => One(read(context, out bool truth), new KnownTruth(truth)),
            AddressReader read => One(read(context, out var address), Only(address)),
            _ => null,
        };
    }

    private static Alternative? Several(Field field, in EventContext context)
    {
        int count = field.Count!(context);
        if (count < (field.Shape == FieldShape.List ? 0 : 1)) return Alternative.Missing;
        var values = new List<PossibleValue>();
        for (int i = 0; i < count; i++)
        {
            PossibleValue? value = field.Reader switch
            {
                TextItemReader read when read(context, i, out var text) => new KnownText(text.ToArray()),
                NumberItemReader read when read(context, i, out long number) => new NumberRange(number, number),
                AddressItemReader read when read(context, i, out var address) => Only(address),
                _ => null,
            };
            if (value is null) return null;
            values.Add(value);
        }

        return new Alternative(values);
    }

    private static Alternative One(bool isThere, PossibleValue value) =>
        isThere ? new Alternative([value]) : Alternative.Missing;

    private static AddressIn Only(IpAddress address) => new([new AddressRange(address, address)]);
}

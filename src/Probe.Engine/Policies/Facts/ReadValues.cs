using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>What a field's own reader says of an event: facts are read by what will judge.</summary>
internal static class ReadValues
{
    private static readonly Alternative Yes = new([new KnownTruth(true)]);
    private static readonly Alternative No = new([new KnownTruth(false)]);

    /// <summary>The value; null when it is of a kind that is not looked into.</summary>
    /// <param name="field">The field.</param>
    /// <param name="context">The event.</param>
    /// <param name="before">What it was elsewhere, to be given again where it is the same; null: nothing.</param>
    public static Alternative? Of(Field field, in EventContext context, Alternative? before = null)
    {
        context.Node.Scratch.Reset();
        if (field.Count is not null) return Several(field, context);
        return field.Reader switch
        {
            Fields.TextReader read => !read(context, out var text) ? Alternative.Missing
                : before?.Values is [KnownText same] && text.SequenceEqual(same.Text) ? before
                : new Alternative([new KnownText(text.ToArray())]),
            NumberReader read => !read(context, out long number) ? Alternative.Missing
                : before?.Values is [NumberRange same] && same.First == number ? before
                : new Alternative([new NumberRange(number, number)]),
            BooleanReader read => !read(context, out bool truth) ? Alternative.Missing : truth ? Yes : No,
            AddressReader read => read(context, out var address)
                ? new Alternative([Only(address)])
                : Alternative.Missing,
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

    private static AddressIn Only(IpAddress address) => new([new AddressRange(address, address)]);
}

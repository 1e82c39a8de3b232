using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>
/// The fields for events that stand in a test: the same names, types and sentences as for any other, read from the
/// event that is current. What belongs to every event (number, time, type, source) reads as always. One thread.
/// </summary>
internal sealed class InlineFields
{
    private static readonly HashSet<string> OwnReaders =
    [
        .. AnyEventFields.Rows.Select(static row => row.Name),
        "evt.type", "evt.type.is", "syscall.type", "evt.dir", OwnFields.Suppressed.Name,
        .. TimeFields.SinceLast.Select(static row => row.Name),
    ];

    /// <summary>Fields of which the event's type decides alone, so that a test cannot give them.</summary>
    public static readonly IReadOnlySet<string> OfType =
        new HashSet<string> { "evt.type", "evt.type.is", "syscall.type", "evt.num", "evt.dir" };

    private InlineEvent? _current;

    /// <summary>The fields, no event being current.</summary>
    public InlineFields() => Table = new FieldTable(
        SyscallFields.Table.All.Select(row => row.ReadBy((field, argument) => Readers(row.Name, field, argument))),
        AuditFields.TableOf);

    /// <summary>All that rules may name.</summary>
    public FieldTable Table { get; }

    /// <summary>Makes an event the one that is read.</summary>
    /// <param name="inline">The event.</param>
    public void Use(InlineEvent inline) => _current = inline;

    /// <summary>Whether a field has its value from the event itself, unless a test gives another.</summary>
    /// <param name="row">The field's name without argument.</param>
    public static bool IsOfEveryEvent(string row) => OwnReaders.Contains(row);

    private (Delegate? Reader, CountReader? Count) Readers(string row, Field field, string? argument)
    {
        if (field.Reader is null) return (null, null);
        string key = FieldKey.Of(row, argument);
        var own = OwnReaders.Contains(row) ? field.Reader : null;
        if (field.Shape != FieldShape.Single)
        {
            return (Items(key, field.Type), (in _) => Find(key)?.Length ?? -1);
        }

        Delegate reader = field.Type.IsText() ? Text(key, own as TextReader)
            : field.Type.IsAddress() ? Address(key)
            : field.Type == FieldType.Boolean ? Boolean(key, own as BooleanReader)
            : field.Type == FieldType.Double ? Real(key)
            : Number(key, own as NumberReader);
        return (reader, null);
    }

    private InlineValue[]? Find(string key) => _current?.Find(key);

    private TextReader Text(string key, TextReader? own) => (in context, out value) =>
    {
        if (TryItem(key, 0, out var given))
        {
            value = given.Bytes;
            return true;
        }

        value = default;
        return own is not null && own(context, out value);
    };

    private NumberReader Number(string key, NumberReader? own) => (in context, out value) =>
    {
        bool isGiven = TryItem(key, 0, out var given);
        value = given.Number;
        return isGiven || (own is not null && own(context, out value));
    };

    private BooleanReader Boolean(string key, BooleanReader? own) => (in context, out value) =>
    {
        bool isGiven = TryItem(key, 0, out var given);
        value = given.Number != 0;
        return isGiven || (own is not null && own(context, out value));
    };

    private DoubleReader Real(string key) => (in _, out value) =>
    {
        bool isGiven = TryItem(key, 0, out var given);
        value = given.Real;
        return isGiven;
    };

    private AddressReader Address(string key) => (in _, out value) =>
    {
        bool isGiven = TryItem(key, 0, out var given);
        value = given.Address;
        return isGiven;
    };

    private Delegate Items(string key, FieldType type)
    {
        if (type.IsText())
        {
            return new TextItemReader((in _, index, out value) =>
            {
                bool isGiven = TryItem(key, index, out var item);
                value = item.Bytes;
                return isGiven;
            });
        }

        if (type.IsAddress())
        {
            return new AddressItemReader((in _, index, out value) =>
            {
                bool isGiven = TryItem(key, index, out var item);
                value = item.Address;
                return isGiven;
            });
        }

        return new NumberItemReader((in _, index, out value) =>
        {
            bool isGiven = TryItem(key, index, out var item);
            value = item.Number;
            return isGiven;
        });
    }

    private bool TryItem(string key, int index, out InlineValue item)
    {
        var values = Find(key);
        bool isThere = values is not null && (uint)index < (uint)values.Length;
        item = isThere ? values![index] : default;
        return isThere;
    }
}

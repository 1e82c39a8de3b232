using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>A parameter of recorded events: where it lies, and how it prints.</summary>
/// <param name="known">What the catalogue tells of it.</param>
/// <param name="index">Its place in the record.</param>
internal sealed class RecordedParameter(KnownParameter known, int index)
{
    private readonly byte[] _name = System.Text.Encoding.ASCII.GetBytes(known.Name);

    // The directory of a relative path stands before it.
    private readonly ValueForm _form = ValueForms.Of(known, index - 1);

    /// <summary>As in <c>evt.arg.name</c>.</summary>
    public string Name => known.Name;

    /// <summary>Its type.</summary>
    public ParameterType Type => known.Type;

    /// <summary>Adds what evt.arg shows: the form in words, else the plain one.</summary>
    public void Write(in EventContext context, ref TextBuilder text)
    {
        var value = Value(context);
        int start = text.Length;
        if (!value.IsEmpty)
        {
            _form.Resolved?.Invoke(context, value, ref text);
        }

        if (text.Length == start)
        {
            WritePlain(context, value, ref text);
        }
    }

    /// <summary>Adds what evt.args shows: name, plain form, and the one in words in parentheses.</summary>
    public void WriteBoth(in EventContext context, ref TextBuilder text)
    {
        var value = Value(context);
        text.Add(_name);
        text.Add((byte)'=');
        WritePlain(context, value, ref text);
        if (_form.Resolved is null || value.IsEmpty)
        {
            return;
        }

        int start = text.Length;
        text.Add((byte)'(');
        _form.Resolved(context, value, ref text);
        if (text.Length == start + 1)
        {
            text.CutTo(start);
        }
        else
        {
            text.Add((byte)')');
        }
    }

    /// <summary>The value that compares as text; false for numbers.</summary>
    public bool TryRaw(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = Value(context);
        if (_form.IsTerminated)
        {
            value = value.IsEmpty ? _form.Absent : RecordedValues.Text(value);
        }

        return _form.IsText;
    }

    /// <summary>The value that compares as a number; false for texts and for none.</summary>
    public bool TryNumber(in EventContext context, out long value)
    {
        var bytes = Value(context);
        value = _form.IsSigned ? RecordedValues.Signed(bytes) : (long)RecordedValues.Unsigned(bytes);
        return !_form.IsText && !bytes.IsEmpty;
    }

    // An old way of the recorder to say that there is no text.
    private ReadOnlySpan<byte> Value(in EventContext context)
    {
        var value = context.Event.Parameter(index);
        return _form.IsTerminated && value.SequenceEqual("(NULL)\0"u8) ? default : value;
    }

    private void WritePlain(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        if (value.IsEmpty)
        {
            text.Add(_form.Absent);
        }
        else
        {
            _form.Plain(context, value, ref text);
        }
    }
}

/// <summary>
/// The parameters of all events as captures hold them, by event; read from the catalogue when first asked.
/// </summary>
internal static class RecordedParameters
{
    private static readonly Lazy<RecordedParameter[][]> ByName = new(ReadCatalogue);
    private static readonly Lazy<RecordedParameter[]> Generic = new(
        static () => Make(EventCatalogue.All.First(static known => known.IsGeneric)));

    /// <summary>The parameters that an event has.</summary>
    /// <param name="view">A recorded event.</param>
    public static ReadOnlySpan<RecordedParameter> Of(in Event view)
    {
        var all = RecordedCalls.IsGeneric(view) ? Generic.Value : ByName.Value[EventTable.NameId(view.Type)];
        return all.AsSpan(0, Math.Min(all.Length, view.As<RecordedEvent>().ParametersCount));
    }

    /// <summary>For each event the place of the parameter of a name, -1 where it has none.</summary>
    /// <param name="name">Its name.</param>
    public static int[] Places(string name) => Array.ConvertAll(ByName.Value, parameters => Place(parameters, name));

    /// <summary>The place of a name among the parameters of generic events, or -1.</summary>
    /// <param name="name">Its name.</param>
    public static int GenericPlace(string name) => Place(Generic.Value, name);

    private static int Place(RecordedParameter[] parameters, string name) =>
        Array.FindIndex(parameters, parameter => parameter.Name == name);

    // What is told both ways is told last as its call ends.
    private static RecordedParameter[][] ReadCatalogue()
    {
        var table = new RecordedParameter[EventTable.NamesCount][];
        Array.Fill(table, []);
        foreach (var known in EventCatalogue.All.Where(static known => !known.IsGeneric))
        {
            if (EventTable.TryFindName(known.Name, out int nameId))
            {
                table[nameId] = Make(known);
            }
        }

        return table;
    }

    private static RecordedParameter[] Make(KnownEvent known) =>
        [.. known.Parameters.Select(static (parameter, index) => new RecordedParameter(parameter, index))];
}

using System.Text;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Adds a part of an event argument's text; adds nothing when there is none.</summary>
internal delegate void ArgumentWriter(in EventContext context, ref TextBuilder text);

/// <summary>
/// One parameter of an event, as Falco names and orders them. A value prints plain (a number as digits) and, where that
/// says more, resolved (its names); both forms stand in <c>evt.args</c>, the better one in <c>evt.arg</c>.
/// </summary>
internal sealed class EventParameter(string name, FieldType type)
{
    /// <summary>The name, as in <c>evt.arg.name</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The same as bytes.</summary>
    public byte[] Utf8Name { get; } = Encoding.ASCII.GetBytes(name);

    /// <summary>Type of the raw value.</summary>
    public FieldType Type { get; } = type;

    /// <summary>Writes the plain form; null when records do not carry the value.</summary>
    public ArgumentWriter? Plain { get; init; }

    /// <summary>Writes the resolved form; null when there never is one.</summary>
    public ArgumentWriter? Resolved { get; init; }

    /// <summary>Reads the raw value, for types that are numbers.</summary>
    public NumberReader? Number { get; init; }

    /// <summary>Reads the raw value, for types that are text or bytes.</summary>
    public TextReader? Raw { get; init; }

    /// <summary>Of a directory that a path starts from: which of the record's directories it is.</summary>
    public int? DirectoryOf { get; init; }

    /// <summary>Adds what evt.arg shows: the resolved form, else the plain one.</summary>
    public void Write(in EventContext context, ref TextBuilder text)
    {
        int start = text.Length;
        Resolved?.Invoke(context, ref text);
        if (text.Length == start)
        {
            WritePlain(context, ref text);
        }
    }

    /// <summary>Adds what evt.args shows: plain form, and the resolved one in parentheses.</summary>
    public void WriteBoth(in EventContext context, ref TextBuilder text)
    {
        WritePlain(context, ref text);
        if (Resolved is null)
        {
            return;
        }

        int start = text.Length;
        text.Add((byte)'(');
        Resolved(context, ref text);
        if (text.Length == start + 1)
        {
            text.CutTo(start);
        }
        else
        {
            text.Add((byte)')');
        }
    }

    private void WritePlain(in EventContext context, ref TextBuilder text)
    {
        if (Plain is null)
        {
            text.Add("<NA>"u8);
        }
        else
        {
            Plain(context, ref text);
        }
    }
}

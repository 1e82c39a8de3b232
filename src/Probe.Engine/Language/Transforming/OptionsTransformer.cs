using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>
/// getopt: the short options in a list of arguments, read as POSIX getopt does: up to the first argument that is none.
/// The list holds each option's letter, followed by its value if it takes one; <c>?</c> stands for an unknown option.
/// </summary>
internal sealed class OptionsTransformer
{
    /// <summary>Every byte, so that a letter is a text without being made one.</summary>
    private static readonly byte[] Letters = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];

    private readonly byte[] _known;
    private readonly CountReader _count;
    private readonly TextItemReader _arguments;
    private readonly byte _wanted;

    private OptionsTransformer(Field arguments, byte[] known, byte wanted)
    {
        var words = arguments.Shape == FieldShape.Single ? new WordList((TextReader)arguments.Reader!) : null;
        _count = words is null ? arguments.Count! : words.Count;
        _arguments = words is null ? (TextItemReader)arguments.Reader! : words.ReadItem;
        _known = known;
        _wanted = wanted;
    }

    /// <summary>Binds getopt.</summary>
    /// <param name="call">The call.</param>
    public static Field Bind(TransformerCall call)
    {
        var arguments = TransformedFields.Field(call.Arguments[0], FieldType.Text, FieldType.Path);
        if (call.Arguments[1] is not LiteralArgument known)
        {
            Throw.Language(call.Arguments[1].Span, "found a field, expected the known options as a value in quotes");
            return null;
        }

        byte[] bytes = LiteralText.ToBytes(known.Value.Text);
        if (call.Bracket is null)
        {
            var all = new OptionsTransformer(arguments, bytes, 0);
            return TransformedFields.List(call, FieldType.Text, all.Count, all.ReadItem);
        }

        byte[] wanted = LiteralText.ToBytes(call.Bracket);
        if (wanted.Length != 1)
        {
            Throw.Language(call.Span, $"`{call.Bracket}` is not the letter of one option");
        }

        return TransformedFields.Single(
            call, FieldType.Text, new TextReader(new OptionsTransformer(arguments, bytes, wanted[0]).ReadWanted));
    }

    private int Count(in EventContext context)
    {
        int count = _count(context);
        if (count < 0)
        {
            return -1;
        }

        var scan = Scan(count);
        int found = 0;
        while (scan.Next(context))
        {
            found += scan.TakesValue ? 2 : 1;
        }

        return found;
    }

    private bool ReadItem(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        var scan = Scan(_count(context));
        while (scan.Next(context))
        {
            if (index == 0 || (index == 1 && scan.TakesValue))
            {
                return index == 0 ? Letter(scan.Option, out value) : scan.ReadValue(context, out value);
            }

            index -= scan.TakesValue ? 2 : 1;
        }

        return false;
    }

    private bool ReadWanted(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        var scan = Scan(_count(context));
        while (scan.Next(context))
        {
            if (scan.IsKnown && scan.Option == _wanted)
            {
                return scan.TakesValue ? scan.ReadValue(context, out value) : Letter(scan.Option, out value);
            }
        }

        return false;
    }

    private static bool Letter(byte option, out ReadOnlySpan<byte> value)
    {
        value = Letters.AsSpan(option, 1);
        return true;
    }

    private OptionScan Scan(int count) => new(_arguments, count, _known);
}

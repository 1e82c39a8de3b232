using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>evt.args, evt.arg, evt.rawarg and evt.buffer of recorded events.</summary>
internal static class ArgumentCaptureFields
{
    private static readonly Lazy<ParameterLookup> Data = new(static () => new ParameterLookup("data"));

    /// <summary>What gives the fields their readers.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        ("evt.args", static field => field.ReadBy(new TextReader(AllArguments))),
        ("evt.info", static field => field.ReadBy(new TextReader(AllArguments))),
        ("evt.arg", static field => field.ReadBy(null, Argument)),
        ("evt.rawarg", static field => field.ReadBy(null, RawArgument)),
        ("evt.buffer", static field => field.ReadBy(new TextReader(Buffer))),
    ];

    // Of generic events there is only the number of the call, which evt.type tells better.
    private static bool AllArguments(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (RecordedCalls.IsGeneric(context.Event))
        {
            return true;
        }

        var text = new TextBuilder(context.Node.Scratch);
        foreach (var parameter in RecordedParameters.Of(context.Event))
        {
            if (text.Length > 0)
            {
                text.Add((byte)' ');
            }

            parameter.WriteBoth(context, ref text);
        }

        value = text.Finish();
        return true;
    }

    private static TextReader Argument(string argument)
    {
        var lookup = int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new ParameterLookup(index)
            : new ParameterLookup(argument);
        return (in context, out value) =>
        {
            value = default;
            if (lookup.Find(context.Event) is not { } parameter)
            {
                return false;
            }

            var text = new TextBuilder(context.Node.Scratch);
            parameter.Write(context, ref text);
            value = text.Finish();
            return true;
        };
    }

    private static Delegate? RawArgument(string argument)
    {
        var lookup = new ParameterLookup(argument);
        if (KnownArguments.RawType(argument) is not { } type)
        {
            return null;
        }

        return type.IsText()
            ? new TextReader((in context, out value) =>
            {
                value = default;
                return lookup.Find(context.Event) is { } parameter && parameter.TryRaw(context, out value);
            })
            : new NumberReader((in context, out value) =>
            {
                value = 0;
                return lookup.Find(context.Event) is { } parameter && parameter.TryNumber(context, out value);
            });
    }

    private static bool Buffer(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return Data.Value.Find(context.Event) is { Type: ParameterType.ByteBuf } parameter
            && parameter.TryRaw(context, out value)
            && !value.IsEmpty;
    }
}

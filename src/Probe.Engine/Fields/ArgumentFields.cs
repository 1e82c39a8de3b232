using System.Globalization;
using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>evt.args, evt.arg and evt.rawarg: an event's own parameters, all in one text or one of them.</summary>
internal static class ArgumentFields
{
    private const string Description = "One parameter of the event.";
    private const string OfOtherEvents = "No event that is traced has such a parameter.";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("evt.args", "All parameters of the event, with names.", "evt.args contains O_TRUNC", AllArguments),
        new()
        {
            Name = "evt.arg",
            Type = FieldType.Text,
            Description = "One parameter of the event by name or number, in words where there are any.",
            Example = "evt.arg.flags contains O_CREAT",
            Argument = ArgumentRule.KeyRequired,
            WithArgument = Argument,
        },
        new()
        {
            Name = "evt.rawarg",
            Type = FieldType.Dynamic,
            Description = "One parameter of the event by name, as the number or bytes it is; cannot be printed.",
            Example = "evt.rawarg.size > 1000",
            Argument = ArgumentRule.KeyRequired,
            Plain = true,
            WithArgument = RawArgument,
        },
        Text("evt.info", "The same as evt.args.", "evt.info contains O_TRUNC", AllArguments),
    ];

    private static bool AllArguments(in EventContext context, out ReadOnlySpan<byte> value)
    {
        var text = new TextBuilder(context.Node.Scratch);
        foreach (var parameter in EventParameters.Of(context.Event.Type))
        {
            if (text.Length > 0)
            {
                text.Add((byte)' ');
            }

            text.Add(parameter.Utf8Name);
            text.Add((byte)'=');
            parameter.WriteBoth(context, ref text);
        }

        value = text.Finish();
        return true;
    }

    private static Field? Argument(string argument)
    {
        bool isNumber = int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        var byType = isNumber ? EventParameters.Numbered(index) : EventParameters.Named(argument);
        bool isTraced = isNumber || Array.Exists(byType, parameter => parameter is not null);
        if (!isTraced && !KnownArguments.Exists(argument))
        {
            return null;
        }

        var field = Text(
            isNumber ? $"evt.arg[{argument}]" : $"evt.arg.{argument}",
            Description,
            "evt.arg.flags contains O_CREAT",
            (in context, out value) =>
            {
                value = default;
                if (byType[(int)context.Event.Type] is not { } parameter)
                {
                    return false;
                }

                var text = new TextBuilder(context.Node.Scratch);
                parameter.Write(context, ref text);
                value = text.Finish();
                return true;
            });
        return isTraced ? field : field.NotCollected(OfOtherEvents);
    }

    private static Field? RawArgument(string argument)
    {
        var byType = EventParameters.Named(argument);
        if (KnownArguments.RawType(argument) is not { } type)
        {
            return null;
        }

        bool isTraced = Array.Exists(
            byType, parameter => type.IsText() ? parameter?.Raw is not null : parameter?.Number is not null);
        var field = new Field
        {
            Name = $"evt.rawarg.{argument}",
            Type = type,
            Description = Description,
            Example = "evt.rawarg.size > 1000",
            FilterOnly = true,
            Plain = true,
            Reader = type.IsText()
                ? new TextReader((in context, out value) =>
                {
                    value = default;
                    return byType[(int)context.Event.Type] is { Raw: { } read } && read(context, out value);
                })
                : new NumberReader((in context, out value) =>
                {
                    value = 0;
                    return byType[(int)context.Event.Type] is { Number: { } read } && read(context, out value);
                }),
        };
        return isTraced ? field : field.NotCollected(OfOtherEvents);
    }
}

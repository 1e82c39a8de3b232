using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>Whether a name with or without argument is one of a table's fields.</summary>
internal static class ExceptionFields
{
    public static bool IsKnown(string text, FieldTable fields)
    {
        if (fields.TryFind(text, out var whole))
        {
            return !whole.Argument.IsRequired();
        }

        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0 && text.EndsWith(']'))
        {
            return Fits(text[..bracket], text[(bracket + 1)..^1], fields);
        }

        // Event arguments have a second form: evt.arg.flags.
        int dot = text.LastIndexOf('.');
        return dot > 0 && Fits(text[..dot], text[(dot + 1)..], fields);
    }

    private static bool Fits(string name, string argument, FieldTable fields) =>
        fields.TryFind(name, out var field) && fields.Resolve(field, argument) is not null;
}

using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>Makes the fields that transformers stand for, and checks what they are given.</summary>
internal static class TransformedFields
{
    /// <summary>A field with one value.</summary>
    /// <param name="call">The call.</param>
    /// <param name="type">The value's type.</param>
    /// <param name="reader">Reads it.</param>
    public static Field Single(TransformerCall call, FieldType type, Delegate reader) => new()
    {
        Name = call.Name,
        Type = type,
        Description = "",
        Example = "",
        Reader = reader,
    };

    /// <summary>A list field of texts.</summary>
    /// <param name="call">The call.</param>
    /// <param name="type">The values' type.</param>
    /// <param name="count">Counts them.</param>
    /// <param name="reader">Reads one.</param>
    public static Field List(TransformerCall call, FieldType type, CountReader count, TextItemReader reader) => new()
    {
        Name = call.Name,
        Type = type,
        Description = "",
        Example = "",
        Shape = FieldShape.List,
        Count = count,
        Reader = reader,
    };

    /// <summary>An argument as a field of one of the types; an error otherwise.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="types">The types it may have.</param>
    public static Field Field(TransformerArgument argument, params ReadOnlySpan<FieldType> types)
    {
        if (argument is not FieldArgument { Field: var field })
        {
            Throw.Language(argument.Span, "found a value, expected a field or a transformer");
            return null;
        }

        if (!types.Contains(field.Type))
        {
            string names = string.Join(", ", types.ToArray().Select(Name));
            Throw.Language(argument.Span, $"`{field.Name}` is {Name(field.Type)}, expected one of: {names}");
        }

        return field;
    }

    private static string Name(FieldType type) => type.ToString().ToLowerInvariant();
}

using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>
/// What a field is found by, however it is spelt: the row's name, and its argument in brackets.
/// <c>evt.arg.flags</c> and <c>evt.arg[flags]</c> are one.
/// </summary>
internal static class FieldKey
{
    /// <summary>The key of a row, with or without argument.</summary>
    /// <param name="row">The row's name.</param>
    /// <param name="argument">The argument, or null.</param>
    public static string Of(string row, string? argument) => argument is null ? row : $"{row}[{argument}]";

    /// <summary>Finds the field that a name stands for.</summary>
    /// <param name="name">As rules write it.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="field">The field, with its argument.</param>
    /// <param name="key">Its key.</param>
    public static bool TryResolve(
        string name,
        FieldTable fields,
        [NotNullWhen(true)] out Field? field,
        [NotNullWhen(true)] out string? key)
    {
        if (fields.TryFind(name, out field))
        {
            key = name;
            return !field.Argument.IsRequired();
        }

        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0 && name.EndsWith(']'))
        {
            return TryArgument(name[..bracket], name[(bracket + 1)..^1], fields, out field, out key);
        }

        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (fields.TryFind(name[..dot], out var row))
            {
                key = null;
                return row.Argument.TakesKey()
                    && TryArgument(name[..dot], name[(dot + 1)..], fields, out field, out key);
            }
        }

        key = null;
        return false;
    }

    private static bool TryArgument(
        string row,
        string argument,
        FieldTable fields,
        [NotNullWhen(true)] out Field? field,
        [NotNullWhen(true)] out string? key)
    {
        field = fields.TryFind(row, out var found) ? found.WithArgument?.Invoke(argument) : null;
        key = field is null ? null : Of(row, argument);
        return field is not null && key is not null;
    }
}

using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Host.Configuration;

/// <summary>Fields that a configuration names: an unknown one is an error where it stands.</summary>
internal static class FieldNames
{
    /// <summary>Checks that a value is the name of a field, with the argument it needs.</summary>
    /// <param name="name">The value.</param>
    /// <param name="path">The setting, for the message.</param>
    /// <param name="fields">The fields there are.</param>
    /// <exception cref="ProbeException">It is none.</exception>
    public static void Check(ConfigScalar name, string path, FieldTable fields)
    {
        if (!ConditionLanguage.TryBindValue(name.Text, 0, fields, out _, out _, out int end, out var error))
        {
            throw Faulty(name, path, error);
        }

        if (end < name.Text.Length)
        {
            var rest = new LanguageError(end, name.Text.Length - end, $"`{name.Text}` is no field");
            throw Faulty(name, path, rest);
        }
    }

    /// <summary>What is said of a name or template that the language refuses.</summary>
    /// <param name="at">The value.</param>
    /// <param name="path">The setting.</param>
    /// <param name="error">Why.</param>
    public static ProbeException Faulty(ConfigScalar at, string path, LanguageError error)
    {
        string hint = error.DidYouMean is { } nearest ? $", did you mean `{nearest}`?" : "";
        return new ProbeException($"{at.Place}: `{path}`: {error.Message}{hint}");
    }
}

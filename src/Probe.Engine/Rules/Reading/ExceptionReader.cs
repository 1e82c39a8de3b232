using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>Reads the <c>exceptions</c> of a rule item. The collector checks what their parts mean together.</summary>
internal static class ExceptionReader
{
    private const string Key = "exceptions";

    /// <summary>Reads them; null when the key is missing.</summary>
    /// <param name="reader">At the rule item.</param>
    /// <param name="fieldsAreOptional">True for an append: the exception may exist already.</param>
    public static List<ExceptionDefinition>? Read(ItemReader reader, bool fieldsAreOptional)
    {
        if (!reader.Item.TryGet(Key, out var exceptions) || exceptions.Kind == YamlKind.Null)
        {
            return null;
        }

        if (exceptions.Kind != YamlKind.Sequence)
        {
            reader.Report(
                RuleCode.YamlValidate,
                exceptions,
                $"`{Key}` must be a sequence, found {ItemReader.Describe(exceptions)}",
                RuleLocation.At(RuleItem.Exceptions, exceptions.Span));
            return null;
        }

        var definitions = new List<ExceptionDefinition>();
        var all = reader.Enter(exceptions, RuleItem.Exceptions);
        foreach (var entry in exceptions.Items)
        {
            if (ReadOne(all, entry, fieldsAreOptional) is { } definition)
            {
                definitions.Add(definition);
            }
        }

        reader.Leave(all);
        return definitions;
    }

    private static ExceptionDefinition? ReadOne(ItemReader outer, YamlValue entry, bool fieldsAreOptional)
    {
        if (entry.Kind != YamlKind.Mapping)
        {
            outer.Report(
                RuleCode.YamlValidate,
                entry,
                $"an exception is a mapping, found {ItemReader.Describe(entry)}",
                RuleLocation.At(RuleItem.Exception, entry.Span));
            return null;
        }

        var reader = outer.Enter(entry, RuleItem.Exception);
        if (reader.RequireText("name") is not { } name)
        {
            outer.Leave(reader);
            return null;
        }

        reader.Name(name.Text);
        bool hasFields = entry.TryGet("fields", out var fields) && fields.Kind != YamlKind.Null;
        if (!hasFields && !fieldsAreOptional)
        {
            reader.Report(RuleCode.YamlValidate, entry, "key `fields` is missing");
        }

        entry.TryGet("comps", out var operators);
        CheckScalars(reader, "fields", fields);
        CheckScalars(reader, "comps", operators);
        var values = ReadValues(reader);
        outer.Leave(reader);
        return new ExceptionDefinition(name.Text, entry)
        {
            Fields = hasFields ? fields : null,
            Operators = operators?.Kind == YamlKind.Null ? null : operators,
            Values = values,
        };
    }

    private static List<YamlValue>? ReadValues(ItemReader reader)
    {
        if (!reader.Item.TryGet("values", out var values) || values.Kind == YamlKind.Null)
        {
            return null;
        }

        if (values.Kind == YamlKind.Sequence)
        {
            return values.Items;
        }

        reader.Report(
            RuleCode.YamlValidate, values, $"`values` must be a sequence, found {ItemReader.Describe(values)}");
        return null;
    }

    private static bool IsText(YamlValue value) => value.Kind == YamlKind.Scalar && value.Text.Length > 0;

    private static void CheckScalars(ItemReader reader, string key, YamlValue? value)
    {
        bool isFine = value is null || value.Kind == YamlKind.Null || IsText(value)
            || (value.Kind == YamlKind.Sequence && value.Items.TrueForAll(IsText));
        if (!isFine)
        {
            reader.Report(RuleCode.YamlValidate, value!, $"`{key}` must be a text or a sequence of texts, none empty");
        }
    }
}

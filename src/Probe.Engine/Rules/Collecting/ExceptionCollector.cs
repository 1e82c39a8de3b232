using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>Joins the exceptions of a rule's items; checks that fields, operators and values fit each other.</summary>
internal sealed class ExceptionCollector(RuleReport report, FieldTable fields)
{
    /// <summary>The clauses of a definition.</summary>
    public void Define(Rule rule, List<ExceptionDefinition> definitions)
    {
        rule.Exceptions = [];
        foreach (var definition in definitions)
        {
            if (rule.Exceptions.Exists(clause => clause.Name == definition.Name))
            {
                Report(RuleCode.ExceptionNameNotUnique, rule, definition, "another exception has the same name");
            }

            Add(rule, definition);
        }
    }

    /// <summary>Adds clauses, or values to clauses that are there.</summary>
    public void Append(Rule rule, List<ExceptionDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (definition.Values is null)
            {
                Report(RuleCode.AppendWithoutValues, rule, definition, "the append has no `values`");
            }

            if (rule.Exceptions.Find(clause => clause.Name == definition.Name) is not { } clause)
            {
                AddNew(rule, definition);
            }
            else if (definition.Fields is not null || definition.Operators is not null)
            {
                Report(RuleCode.Validate, rule, definition, "only `values` can be appended to an exception");
            }
            else
            {
                AddValues(rule, definition, clause);
            }
        }
    }

    private void AddNew(Rule rule, ExceptionDefinition definition)
    {
        if (definition.Fields is not null && definition.Values is null or [])
        {
            Report(RuleCode.Validate, rule, definition, "an exception that is appended needs `values`");
        }
        else
        {
            Add(rule, definition);
        }
    }

    private void Add(Rule rule, ExceptionDefinition definition)
    {
        if (definition.Fields is not { } declared)
        {
            Report(RuleCode.Validate, rule, definition, "a new exception needs `fields`");
            return;
        }

        bool isSingle = declared.Kind == YamlKind.Scalar;
        List<YamlValue> names = isSingle ? [declared] : declared.Items;
        if (TakeOperators(rule, definition, names.Count, isSingle) is not { } operators
            || !CheckFields(rule, definition, names))
        {
            return;
        }

        var clause = new ExceptionClause(definition.Name, definition.Item)
        {
            IsSingleField = isSingle,
            Fields = names,
            Operators = operators,
        };
        rule.Exceptions.Add(clause);
        AddValues(rule, definition, clause);
    }

    private string[]? TakeOperators(Rule rule, ExceptionDefinition definition, int count, bool isSingle)
    {
        if (definition.Operators is not { } written)
        {
            string common = isSingle ? ExceptionOperators.SingleFieldDefault : ExceptionOperators.Default;
            return [.. Enumerable.Repeat(common, count)];
        }

        List<YamlValue> items = written.Kind == YamlKind.Scalar ? [written] : written.Items;
        if (isSingle != (written.Kind == YamlKind.Scalar))
        {
            string shape = isSingle ? "one operator, as `fields` is one field" : "a sequence, as `fields` is one";
            Report(RuleCode.Validate, rule, definition, $"`comps` must be {shape}", written);
            return null;
        }

        if (items.Count != count)
        {
            Report(
                RuleCode.Validate,
                rule,
                definition,
                $"`comps` must have one operator for each field: {items.Count} for {count}",
                written);
            return null;
        }

        foreach (var item in items)
        {
            string text = ExceptionOperators.Normalize(item.Text);
            if (isSingle && !ExceptionOperators.TakesList(text))
            {
                const string Allowed = "in, pmatch, intersects, or an operator with oneof, anyof or allof";
                Report(RuleCode.Validate, rule, definition, $"`comps` of a single field must be {Allowed}", item);
                return null;
            }

            if (!ExceptionOperators.IsKnown(text))
            {
                Report(RuleCode.Validate, rule, definition, $"unknown comparison operator `{text}`", item);
                return null;
            }
        }

        return [.. items.Select(item => ExceptionOperators.Normalize(item.Text))];
    }

    private bool CheckFields(Rule rule, ExceptionDefinition definition, List<YamlValue> names)
    {
        if (!rule.IsOfKnownSource)
        {
            return true;
        }

        bool areKnown = true;
        var ofSource = fields.OfSource(rule.Source);
        foreach (var name in names.Where(name => !ExceptionFields.IsKnown(name.Text, ofSource)))
        {
            areKnown = false;
            var code = rule.SkipIfUnknownFilter ? RuleCode.UnknownFilter : RuleCode.Validate;
            int bracket = name.Text.IndexOf('[', StringComparison.Ordinal);
            string plain = bracket < 0 ? name.Text : name.Text[..bracket];
            string? near = NearestName.Find(plain, ofSource.All.Select(field => field.Name));
            Report(code, rule, definition, $"unknown field `{name.Text}`", name, near);
        }

        return areKnown;
    }

    private void AddValues(Rule rule, ExceptionDefinition definition, ExceptionClause clause)
    {
        foreach (var value in definition.Values ?? [])
        {
            if (clause.IsSingleField && value.Kind is YamlKind.Sequence or YamlKind.Mapping)
            {
                Report(
                    RuleCode.Validate, rule, definition, "`values` of a single field are a plain list of texts", value);
            }
            else if (!clause.IsSingleField
                && (value.Kind != YamlKind.Sequence || value.Items.Count != clause.Fields.Count))
            {
                int count = value.Kind == YamlKind.Sequence ? value.Items.Count : 1;
                Report(
                    RuleCode.Validate,
                    rule,
                    definition,
                    $"each of `values` must be a sequence as long as `fields`: {count} for {clause.Fields.Count}",
                    value);
            }
            else if (value.Items.Exists(IsNestedDeeper))
            {
                Report(RuleCode.Validate, rule, definition, "a value is a text or a sequence of texts", value);
            }
            else
            {
                clause.Values.Add(value);
            }
        }
    }

    private static bool IsNestedDeeper(YamlValue value) =>
        value.Kind == YamlKind.Mapping
        || value.Items.Exists(item => item.Kind is YamlKind.Sequence or YamlKind.Mapping);

    private void Report(
        RuleCode code,
        Rule rule,
        ExceptionDefinition definition,
        string message,
        YamlValue? at = null,
        string? didYouMean = null)
    {
        // An unknown field that the rule wants forgiven still means that the rule cannot be compiled.
        rule.IsSound &= !code.IsError() && code != RuleCode.UnknownFilter;
        var span = (at ?? definition.Item).Span;
        var place = RuleLocation.At(RuleItem.Exception, definition.Item.Span, definition.Name);
        var all = RuleLocation.At(RuleItem.Exceptions, definition.Item.Span);
        report.Add(new RuleError
        {
            Code = code,
            File = span.File.Name,
            Span = span,
            Message = message,
            DidYouMean = didYouMean,
            Locations = [rule.Location, all, place],
        });
    }
}

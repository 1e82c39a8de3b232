using System.Text;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// Writes a rule's exceptions into its condition, as text, because values may be names of lists:
/// <c>(condition) and not ((field op value and ...) or ...)</c> for each exception that has values.
/// </summary>
internal static class ExceptionConditions
{
    /// <summary>The rule's condition with its exceptions.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="strict">Quote only where Falco does: values with a blank.</param>
    public static MappedText Apply(Rule rule, bool strict)
    {
        var clauses = rule.Exceptions.FindAll(clause => clause.Values.Count > 0);
        if (clauses.Count == 0)
        {
            return rule.Condition;
        }

        var text = new MappedText();
        text.AppendFor(clauses[0].Item, "(");
        text.Append(rule.Condition);
        text.AppendFor(clauses[0].Item, ")");
        foreach (var clause in clauses)
        {
            if (clause.IsSingleField)
            {
                AppendSingle(clause, text, strict);
            }
            else
            {
                AppendTuples(clause, text, strict);
            }
        }

        return text;
    }

    private static void AppendSingle(ExceptionClause clause, MappedText text, bool strict)
    {
        text.AppendFor(clause.Item, $" and not {clause.Fields[0].Text} {clause.Operators[0]} (");
        AppendItems(clause.Values, text, strict);
        text.AppendFor(clause.Item, ")");
    }

    private static void AppendTuples(ExceptionClause clause, MappedText text, bool strict)
    {
        string before = " and not (";
        foreach (var tuple in clause.Values)
        {
            text.AppendFor(clause.Item, before + "(");
            for (int i = 0; i < clause.Fields.Count; i++)
            {
                text.AppendFor(clause.Fields[i], $"{(i == 0 ? string.Empty : " and ")}{clause.Fields[i].Text}");
                text.AppendFor(clause.Item, $" {clause.Operators[i]} ");
                AppendValue(clause.Operators[i], tuple.Items[i], text, strict);
            }

            text.AppendFor(clause.Item, ")");
            before = " or ";
        }

        text.AppendFor(clause.Item, ")");
    }

    private static void AppendValue(string operation, YamlValue value, MappedText text, bool strict)
    {
        if (value.Kind == YamlKind.Sequence)
        {
            text.AppendFor(value, "(");
            AppendItems(value.Items, text, strict);
            text.AppendFor(value, ")");
        }
        else if (ExceptionOperators.TakesList(operation))
        {
            bool isList = value.Text.StartsWith('(');
            text.AppendFor(value, isList ? value.Text : $"({Quoted(value.Text, strict)})");
        }
        else
        {
            text.AppendFor(value, Quoted(value.Text, strict));
        }
    }

    private static void AppendItems(List<YamlValue> items, MappedText text, bool strict)
    {
        for (int i = 0; i < items.Count; i++)
        {
            text.AppendFor(items[i], (i == 0 ? string.Empty : ", ") + Quoted(items[i].Text, strict));
        }
    }

    private static string Quoted(string value, bool strict)
    {
        bool isPlain = value.Length > 0 && (value[0] is '"' or '\''
            || !value.Any(c => c == ' ' || (!strict && (c is '(' or ')' or '"' or '\'' or '=' or ',' || c < ' '))));
        if (isPlain || (strict && value.Length == 0))
        {
            return value;
        }

        var quoted = new StringBuilder("\"");
        foreach (char c in value)
        {
            quoted.Append(!strict && c is '"' or '\\' ? $"\\{c}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }
}

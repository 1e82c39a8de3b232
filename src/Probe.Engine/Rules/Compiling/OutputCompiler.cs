using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>Parses the output of a rule, with what configuration appends to it.</summary>
internal sealed class OutputCompiler(FieldTable fields, RuleSetOptions options, RuleReport report)
{
    // Falco once put container details here; today it takes the token out and says so.
    private const string RemovedToken = "%container.info";

    private readonly Dictionary<FieldTable, string> _suggested = [];

    public bool TryCompile(Rule rule, out string template, [NotNullWhen(true)] out AlertOutput? output)
    {
        output = null;
        var ofSource = fields.OfSource(rule.Source);
        string written = rule.Output.ToString();
        string own = RemoveToken(rule, written);
        var additions = options.Additions.Where(addition => addition.Fits(rule)
            && (rule.IsSyscall || addition.Source.Length > 0 || IsOf(addition, ofSource))).ToList();
        var appended = additions.SelectMany(addition => Appended(addition, ofSource));
        template = string.Join(' ', appended.Where(text => text.Length > 0).Prepend(own));
        if (!OutputFormat.TryParse(template, ofSource, MissingValue.Print, out var format, out var error))
        {
            // Only the rule's own text has a place; offsets behind a removed token are moved on.
            int offset = error.Offset;
            int removed = written.IndexOf(RemovedToken, StringComparison.Ordinal);
            offset += removed >= 0 && offset >= removed ? written.Length - own.Length : 0;
            bool isOwn = error.Offset < own.Length;
            Report(rule, error, isOwn ? rule.Output.SpanAt(offset, error.Length) : rule.Span);
            return false;
        }

        if (!TryCompileExtras(rule, ofSource, additions, out var extras))
        {
            return false;
        }

        foreach (var field in format.PlainFields.Where(field => field.Deprecated is not null).Distinct())
        {
            int at = Math.Max(written.IndexOf($"%{field.Name}", StringComparison.Ordinal), 0);
            ReportDeprecated(
                rule,
                rule.Output.SpanAt(at, field.Name.Length + 1),
                $"field '{field.Name}'",
                $"field `{field.Name}` is deprecated: {field.Deprecated}");
        }

        var time = ofSource.TryFind(options.Alerts.TimeField, out var found) ? found : null;
        output = new AlertOutput(rule.Name, rule.Source, rule.Priority, rule.Tags, time, format, extras);
        return true;
    }

    // What is meant for all rules was written with system calls in mind; rules of another source take what they can.
    private static bool IsOf(OutputAddition addition, FieldTable ofSource) =>
        OutputFormat.TryParse(addition.ExtraOutput, ofSource, MissingValue.Print, out _, out _)
        && addition.ExtraFields.All(extra => extra.Value is { } template
            ? OutputFormat.TryParse(template, ofSource, MissingValue.Print, out _, out _)
            : ConditionLanguage.TryBindValue(extra.Key, 0, ofSource, out _, out _, out _, out _));

    private IEnumerable<string> Appended(OutputAddition addition, FieldTable ofSource) =>
        addition.IsSuggested ? [addition.ExtraOutput, SuggestedFor(ofSource)] : [addition.ExtraOutput];

    private string SuggestedFor(FieldTable ofSource)
    {
        if (!_suggested.TryGetValue(ofSource, out string? suggested))
        {
            suggested = SuggestedOutput.For(ofSource);
            _suggested.Add(ofSource, suggested);
        }

        return suggested;
    }

    private string RemoveToken(Rule rule, string written)
    {
        int at = written.IndexOf(RemovedToken, StringComparison.Ordinal);
        if (at < 0)
        {
            return written;
        }

        ReportDeprecated(
            rule,
            rule.Output.SpanAt(at, RemovedToken.Length),
            $"output token '{RemovedToken}'",
            $"`{RemovedToken}` has no meaning any more and is removed");
        return written.Replace(RemovedToken, string.Empty, StringComparison.Ordinal);
    }

    private bool TryCompileExtras(
        Rule rule, FieldTable ofSource, List<OutputAddition> additions, out List<ExtraField> extras)
    {
        extras = [];
        foreach (var (name, template) in additions.SelectMany(addition => addition.ExtraFields))
        {
            LanguageError? error;
            if (template is not null)
            {
                if (OutputFormat.TryParse(template, ofSource, MissingValue.Print, out var format, out error))
                {
                    extras.Add(new ExtraField(name, format));
                    continue;
                }
            }
            else if (ConditionLanguage.TryBindValue(name, 0, ofSource, out var value, out _, out int end, out error))
            {
                if (end == name.Length)
                {
                    extras.Add(new ExtraField(value));
                    continue;
                }

                error = new LanguageError(end, name.Length - end, $"`{name}` is no field");
            }

            Report(rule, error, rule.Span);
            return false;
        }

        return true;
    }

    private void Report(Rule rule, LanguageError error, FileSpan span) =>
        report.Add(new RuleError
        {
            Code = rule.SkipIfUnknownFilter && error.Kind == LanguageErrorKind.UnknownField
                ? RuleCode.UnknownFilter
                : RuleCode.CompileOutput,
            File = span.File.Name,
            Span = span,
            Message = error.Message,
            DidYouMean = error.DidYouMean,
            Locations = Place(rule),
        });

    private void ReportDeprecated(Rule rule, FileSpan span, string subject, string message) =>
        report.Add(new RuleError
        {
            Code = RuleCode.DeprecatedItem,
            File = span.File.Name,
            Span = span,
            Message = message,
            Subject = subject,
            Locations = Place(rule),
        });

    private static RuleLocation[] Place(Rule rule) =>
        [rule.Location, RuleLocation.At(RuleItem.RuleOutput, rule.Output.ScalarAt(0).Span)];
}

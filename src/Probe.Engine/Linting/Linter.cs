using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Linting;

/// <summary>
/// Looks for rules that load and do not do what their author meant. Reads and compiles the files as a start does, then
/// runs every check of <see cref="LintChecks"/> over the enabled rules.
/// </summary>
public static class Linter
{
    /// <summary>Looks at rules files.</summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How rules are understood and which are enabled.</param>
    /// <param name="report">What reading the files said; errors and warnings of loading are added.</param>
    public static LintReport Run(
        IReadOnlyList<RuleFile> files, FieldTable fields, RuleSetOptions options, RuleReport report)
    {
        var reader = new RuleFileReader(report);
        var collector = new RuleCollector(report, fields, options.Sources);
        var compiler = new RuleCompiler(collector, fields, options, report);
        var order = new DefinitionOrder();
        var allowances = new Allowances();
        List<CompiledRule> compiled = [];
        for (int i = 0; i < files.Count; i++)
        {
            List<Definition> definitions = [.. reader.Read(files[i])];
            allowances.Add(files[i], definitions);
            order.Add(files[i], i);
            foreach (var definition in definitions)
            {
                order.Add(definition, i);
                collector.Collect(definition);
            }

            // Each file is compiled alone where Falco's own refusals are asked for; otherwise once, at the end.
            compiled = options.Strict || i == files.Count - 1 ? compiler.Compile() : [];
            if (options.Strict && report.HasErrors)
            {
                break;
            }
        }

        if (report.HasErrors)
        {
            return new LintReport(report, [], 0);
        }

        var rules = Linted(collector, compiled, RuleScopes.Of(collector, isStrict: false), fields, options);
        var context = new LintContext
        {
            Rules = rules,
            Places = new Places(
                collector.Macros.ToDictionary(macro => macro.Name), collector.Lists.ToDictionary(list => list.Name)),
            Order = order,
            Allowances = allowances,
            Macros = collector.Macros.ToDictionary(macro => macro.Name),
            Lists = collector.Lists.ToDictionary(list => list.Name),
            Fields = fields,
            Options = options,
        };
        foreach (var check in LintChecks.All)
        {
            context.Run(check);
        }

        return new LintReport(report, [.. InFileOrder(context.Findings, files)], rules.Count);
    }

    private static List<LintedRule> Linted(
        RuleCollector collector,
        List<CompiledRule> compiled,
        NameScope names,
        FieldTable fields,
        RuleSetOptions options)
    {
        var byName = collector.Rules.Where(rule => rule.IsOfKnownSource).ToDictionary(rule => rule.Name);
        var language = new LanguageOptions { Strict = options.Strict };
        var active = RuleSelection.Apply(
            compiled.Where(rule => rule.Priority <= options.LeastPriority), options.Selection);
        var looked = active.Select(rule => TryLook(byName[rule.Name], rule, names, fields, language));
        return [.. looked.OfType<LintedRule>()];
    }

    // Falco's way with lists makes conditions of texts that are none here; such a rule is left out.
    private static LintedRule? TryLook(
        Rule rule, CompiledRule compiled, NameScope names, FieldTable fields, LanguageOptions language)
    {
        try
        {
            return new LintedRule(rule, compiled, names, fields.OfSource(rule.Source), language);
        }
        catch (LanguageException) when (language.Strict)
        {
            return null;
        }
    }

    private static IEnumerable<Finding> InFileOrder(IEnumerable<Finding> findings, IReadOnlyList<RuleFile> files)
    {
        var numbers = new Dictionary<RuleFile, int>();
        foreach (var file in files)
        {
            numbers.TryAdd(file, numbers.Count);
        }

        return findings.OrderBy(finding => numbers.GetValueOrDefault(finding.Span.File))
            .ThenBy(finding => finding.Span.Offset).ThenBy(finding => finding.Id, StringComparer.Ordinal);
    }
}

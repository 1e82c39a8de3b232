using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting.Inline;
using KosmosProbe.Engine.RuleTesting.Verdicts;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>
/// Runs files of rule tests by the engine that judges live events. Rules that several cases share are loaded once. One
/// thread.
/// </summary>
/// <param name="configured">How rules are understood where a test does not say otherwise.</param>
/// <param name="configuredRules">Rules files and directories of tests that name none.</param>
/// <param name="staticFields">static_fields.</param>
public sealed class RuleTestRun(
    RuleSetOptions configured,
    IReadOnlyList<string> configuredRules,
    IReadOnlyDictionary<string, string> staticFields)
{
    private readonly InlineFields _inline = new();
    private readonly Dictionary<string, Loaded> _loaded = [];

    /// <summary>Runs the cases of a file, one after another.</summary>
    /// <param name="tests">The file.</param>
    public IEnumerable<RuleTestResult> Run(RuleTestFile tests)
    {
        var paths = tests.Rules.Count > 0 ? tests.Rules : configuredRules;
        foreach (var test in tests.Cases)
        {
            var loaded = Load(paths, test.Settings, test.Capture is null ? _inline.Table : CaptureFields.Table);
            yield return loaded.Rules is not { } rules ? new RuleTestResult(test) { Errors = loaded.TakeErrors() }
                : Unknown(test, rules) is { Length: > 0 } errors ? new RuleTestResult(test) { Errors = errors }
                : test.Capture is { } capture ? RunCapture(test, rules, capture)
                : RunInline(test, rules);
        }
    }

    private RuleTestResult RunInline(RuleTestCase test, RuleSet rules)
    {
        ICaseEvents events = test.AuditEvents.Count > 0
            ? new InlineAuditEvents(test.AuditEvents)
            : new InlineEvents(_inline, test.Events);
        var run = new InlineRun(rules, events);
        var alerts = run.Judge();
        return new RuleTestResult(test)
        {
            Alerts = alerts,
            Events = events.Count,
            Differences =
            [
                .. AlertComparison.Compare(test.Expected, alerts, test.Wanted).Select(difference =>
                    difference is { Expected: { } expected, Actual: null }
                        ? difference with { WhyNot = run.Explain(expected) }
                        : difference),
            ],
        };
    }

    private static RuleTestResult RunCapture(RuleTestCase test, RuleSet rules, string capture)
    {
        var outcome = CaptureRun.Judge(rules, capture);
        return new RuleTestResult(test)
        {
            Alerts = outcome.Alerts,
            Events = outcome.Events,
            Errors = outcome.Error is { } error ? [error] : [],
            Differences = outcome.Error is null
                ? AlertComparison.Compare(test.Expected, outcome.Alerts, test.Wanted)
                : [],
        };
    }

    // A misspelt rule would look like one that did not alert.
    private static string[] Unknown(RuleTestCase test, RuleSet rules)
    {
        var known = rules.Rules.Select(static rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. test.Expected.Where(expected => !known.Contains(expected.Rule)).Select(expected => new RuleError
            {
                Code = RuleCode.Validate,
                File = expected.Span.File.Name,
                Span = expected.Span,
                Message = $"no rule is named `{expected.Rule}`",
                DidYouMean = NearestName.Find(expected.Rule, known),
            }.ToString()).Distinct(),
        ];
    }

    private Loaded Load(IReadOnlyList<string> paths, RuleTestSettings settings, FieldTable table)
    {
        string key = $"{table == _inline.Table}\n{string.Join('\n', paths)}\n{settings.Key}";
        if (_loaded.TryGetValue(key, out var loaded)) return loaded;
        var report = new RuleReport();
        var files = RulePaths.Read(paths, report);
        if (files.Count == 0 && !report.HasErrors)
        {
            loaded = new Loaded(null, ["no rules to test: name some with `rules`, with -r or in the configuration"]);
        }
        else if (report.HasErrors)
        {
            loaded = new Loaded(null, [.. report.Errors.Select(static error => error.ToString())]);
        }
        else
        {
            var options = settings.Apply(configured);
            options = options with
            {
                ForCaptures = true,
                Sources = [AuditSource.Name],
                Alerts = ActualAlert.Options,
                Additions = [.. options.Additions, ActualAlert.Addition],
                CompilingThreads = 1,
            };
            var fields = StaticFields.AddTo(table, staticFields);
            bool isLoaded = RuleSet.TryLoad(files, fields, options, report, out var rules);
            loaded = new Loaded(isLoaded ? rules : null, [.. report.Errors.Select(static error => error.ToString())]);
        }

        _loaded.Add(key, loaded);
        return loaded;
    }

    private sealed class Loaded(RuleSet? rules, IReadOnlyList<string> errors)
    {
        private bool _isTold;

        public RuleSet? Rules => rules;

        // Told in full once: other cases fail for the same reason.
        public IReadOnlyList<string> TakeErrors()
        {
            bool wasTold = _isTold;
            _isTold = true;
            return wasTold ? ["the rules cannot be used, as was said above"] : errors;
        }
    }
}

using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Schemas;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Doctor;
using KosmosProbe.Host.Explain;
using KosmosProbe.Host.Linting;
using KosmosProbe.Host.Listing;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Recording;
using KosmosProbe.Host.Reloading;
using KosmosProbe.Host.Replay;
using KosmosProbe.Host.RuleTesting;
using KosmosProbe.Host.Top;
using Spectre.Console;

namespace KosmosProbe.Host.CommandLine;

/// <summary>What the command line can ask for; each gives the exit status.</summary>
internal static class Actions
{
    private const int ExplainedValuesMax = 8;

    /// <summary>No option that chooses another: run live, or replay a capture.</summary>
    public static int Run(Request request)
    {
        using var programs = new ProgramLoading();
        var config = request.LoadConfig();
        SourceOptions.Demand(config.Options);
        if (config.Options.CaptureFile is null)
        {
            return LiveRun.Run(config, new ConfigSource(request.LoadConfig), programs);
        }

        programs.Dispose();
        return ReplayRun.Run(config);
    }

    /// <summary>--dry-run</summary>
    public static int DryRun(Request request)
    {
        var config = Configured(request);
        SourceOptions.Demand(config.Options);
        var rules = Loaded(config);
        foreach (string gap in BlindSpots.Of(rules.Rules)) Console.Error.WriteLine($"Warning: {gap}");
        if (request.Verbose)
        {
            foreach (string remark in rules.Remarks) Console.Error.WriteLine(remark);
            foreach (var rule in rules.Rules.Active) Console.Error.WriteLine($"{rule.Priority}: {rule.Name}");
        }

        var (all, active) = (rules.Rules.Rules.Count, rules.Rules.Active.Count);
        Console.WriteLine($"configuration and rules can be used: {all} rules, {active} enabled");
        return 0;
    }

    /// <summary>-V, and -V with -L</summary>
    public static int Validate(Request request, string[] paths, bool describes)
    {
        var options = Configured(request).Options;
        var unread = new RuleReport();
        var files = RulePaths.Read(paths, unread);
        var validation = new Validation(Console.Out, Console.Error, static () => DateTime.Now)
        {
            Describes = describes,
        };
        return validation.Write(files, unread, options.Fields, options.Rules) ? 0 : 1;
    }

    /// <summary>--rule-schema</summary>
    public static int RuleSchema()
    {
        Console.WriteLine(SchemaText.Rules());
        return 0;
    }

    /// <summary>--config-schema</summary>
    public static int ConfigSchema()
    {
        Listing.ConfigSchema.Write(Console.Out);
        return 0;
    }

    /// <summary>-L and -l</summary>
    public static int DescribeRules(Request request, string? name)
    {
        var config = Configured(request);
        var loaded = Loaded(config, out var items);
        var chosen = name is null ? null : Find(loaded.Rules, name);
        bool isJson = config.Options.Rules.Alerts.Form == AlertForm.Json;
        if (!isJson)
        {
            RuleListing.Write(chosen is null ? loaded.Rules.Rules : [chosen], Console.Out);
            return 0;
        }

        var describer = new RuleDescriber(items, loaded.Rules);
        if (chosen is null)
        {
            RuleDescription.Write(Console.Out, describer);
        }
        else
        {
            RuleDescription.Write(Console.Out, describer.Rules.First(rule => rule.Name == chosen.Name));
        }

        return 0;
    }

    /// <summary>--list</summary>
    public static int ListFields(string? source, ListFormat format, bool namesOnly)
    {
        FieldListing.Write(Console.Out, FieldListing.ClassesOf(source), source, format, namesOnly);
        return 0;
    }

    /// <summary>--list-events</summary>
    public static int ListEvents(ListFormat format)
    {
        EventListing.Write(Console.Out, format);
        return 0;
    }

    /// <summary>-i</summary>
    public static int ListIgnoredEvents()
    {
        EventListing.WriteIgnored(Console.Out);
        return 0;
    }

    /// <summary>--version</summary>
    public static int Version(Request request)
    {
        if (request.LoadConfig().Options.Rules.Alerts.Form == AlertForm.Json)
        {
            VersionText.WriteJson(Console.Out);
        }
        else
        {
            VersionText.Write(Console.Out);
        }

        return 0;
    }

    /// <summary>--page-size</summary>
    public static int PageSize()
    {
        Console.WriteLine($"Your system page size is: {Environment.SystemPageSize}");
        return 0;
    }

    /// <summary>--support</summary>
    public static int Support(Request request)
    {
        var config = Configured(request);
        SupportReport.Write(
            Console.Out, request, config, RulePaths.Read(config.Options.RulesPaths, new RuleReport()));
        return 0;
    }

    /// <summary>explain</summary>
    public static int Explain(Request request, string? name)
    {
        var config = Configured(request);
        var rules = Loaded(config, out var items).Rules;
        var explainer = new RuleExplainer(items, rules);
        var explanations = (name is null ? rules.Rules : [Find(rules, name)]).Select(explainer.Explain);
        if (config.Options.Rules.Alerts.Form == AlertForm.Json)
        {
            ExplanationJson.Write(Console.Out, explanations);
            return 0;
        }

        int valuesMax = request.Verbose ? int.MaxValue : ExplainedValuesMax;
        var text = new ExplanationText(Console.Out, Ink.ForOutput(), valuesMax);
        foreach (var explanation in explanations) text.Write(explanation);
        text.WriteLegend();
        return 0;
    }

    /// <summary>lint</summary>
    public static int Lint(Request request, string[] files)
    {
        var options = Configured(request).Options;
        return LintRun.Run(Console.Out, Console.Error, files.Length > 0 ? files : options.RulesPaths, options.Rules);
    }

    /// <summary>test</summary>
    public static int Test(Request request, string[] paths, TestFormat format)
    {
        var options = Configured(request).Options;
        var tests = new TestRun(options, Console.Error);
        ITestOutput output = format switch
        {
            TestFormat.Json => new TestJson(Console.Out),
            TestFormat.JUnit => new TestJUnit(Console.Out),
            _ => new TestText(Console.Out, Ink.ForOutput(), request.Verbose),
        };
        return tests.Run(paths, output);
    }

    /// <summary>record</summary>
    public static int Record(Request request, string file, string condition, bool isCompressed)
    {
        var config = Configured(request);
        var record = new RecordOptions
        {
            Path = Path.GetFullPath(file),
            Condition = condition,
            Recording = config.Options.Recording with { IsCompressed = isCompressed },
        };
        SourceOptions.Demand(config.Options with { Record = record });
        return RecordRun.Run(config, record);
    }

    /// <summary>doctor</summary>
    public static int Doctor(Request request) =>
        Report.Show(AnsiConsole.Console, [.. Examination.All(request.LoadConfig().Options)]);

    /// <summary>top</summary>
    public static int Top(Request request)
    {
        using var stop = new CancellationTokenSource();
        using var client = new TopClient(request.LoadConfig().Options.WebServer);
        void End(object? sender, ConsoleCancelEventArgs pressed)
        {
            pressed.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += End;
        try
        {
            return TopRun.ShowAsync(AnsiConsole.Console, client, stop.Token).GetAwaiter().GetResult();
        }
        finally
        {
            Console.CancelKeyPress -= End;
        }
    }

    private static LoadedConfig Configured(Request request)
    {
        var config = request.LoadConfig();
        foreach (string warning in config.Warnings) Console.Error.WriteLine($"Warning: {warning}");
        return config;
    }

    private static CompiledRule Find(RuleSet rules, string name)
    {
        if (rules.Rules.FirstOrDefault(rule => rule.Name == name) is { } found) return found;
        string hint = NearestName.Find(name, rules.Rules.Select(static rule => rule.Name)) is { } nearest
            ? $"; did you mean \"{nearest}\"?"
            : "";
        throw new ProbeException($"Rule \"{name}\" is not loaded{hint}");
    }

    private static LoadedRules Loaded(LoadedConfig config) => Loaded(config, out _);

    private static LoadedRules Loaded(LoadedConfig config, out LoadedItems items)
    {
        var rules = RuleLoading.Load(config.Options, config.Options.Fields, out items);
        foreach (string hint in rules.Hints) Console.Error.WriteLine($"Warning: {hint}");
        foreach (string warning in rules.Warnings) Console.Error.WriteLine(warning);
        return rules;
    }
}

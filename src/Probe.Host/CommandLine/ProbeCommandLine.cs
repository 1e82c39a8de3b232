using System.CommandLine;
using System.CommandLine.Help;
using KosmosProbe.Host.RuleTesting;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// The options, as Falco spells them, and which action they choose. What an action does stands in its own folder.
/// </summary>
internal sealed class ProbeCommandLine
{
    private readonly Option<string?> _config = new("-c")
    {
        HelpName = "path",
        Description = "Configuration file; without it the one shipped beside the program.",
    };

    private readonly Option<string[]> _rules = new("-r")
    {
        HelpName = "rules_file",
        Description = "Rules file or directory, instead of those the configuration names. May be repeated.",
    };

    private readonly Option<string[]> _overrides = new("-o", "--option")
    {
        HelpName = "key=value",
        Description = "Set a configuration value: a.b=v, list[1]=v, list[]=v appends. May be repeated.",
    };

    private readonly Option<string[]> _validate = new("-V", "--validate")
    {
        HelpName = "rules_file",
        Description = "Check rules files and exit. May be repeated.",
    };

    private readonly Option<int> _seconds = new("-M")
    {
        HelpName = "num_seconds",
        Description = "Stop after this many seconds.",
    };

    private readonly Option<bool> _listRules = new("-L")
    {
        Description = "Show name and description of all rules and exit; with json_output=true all that is known of "
            + "rules, macros and lists. With -V, of the files that are checked.",
    };

    private readonly Option<string?> _describeRule = new("-l")
    {
        HelpName = "rule",
        Description = "Show name and description of one rule and exit; with json_output=true all that is known of it.",
    };

    private readonly Option<string?> _listFields = new("--list")
    {
        HelpName = "source",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "List the fields that rules may use and exit; <source> is optional: without it, of all sources.",
    };

    private readonly Option<bool> _listEvents = new("--list-events") { Description = "List the events and exit." };

    private readonly Option<string> _format = new("--format")
    {
        HelpName = "format",
        DefaultValueFactory = static _ => "text",
        Description = "Form of --list and --list-events: text, markdown or json.",
    };

    private readonly Option<bool> _namesOnly = new("-N") { Description = "Only names, with --list." };

    private readonly Option<bool> _ignored = new("-i")
    {
        Description = "List the events that Falco leaves out by default for speed, and exit.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Check configuration and rules as a start would, without touching the kernel, and exit.",
    };

    private readonly Option<bool> _support = new("--support")
    {
        Description = "Print what a bug report needs, as JSON, and exit.",
    };

    private readonly Option<bool> _version = new("--version")
    {
        Description = "Print version information and exit.",
    };

    private readonly Option<bool> _pageSize = new("--page-size")
    {
        Description = "Print the system page size and exit.",
    };

    private readonly Option<bool> _ruleSchema = new("--rule-schema")
    {
        Description = "Print the JSON schema of rules files and exit.",
    };

    private readonly Option<bool> _configSchema = new("--config-schema")
    {
        Description = "Print the JSON schema of the configuration and exit.",
    };

    private readonly Option<bool> _unbuffered = new("-U", "--unbuffered") { Description = "Flush every alert." };

    private readonly Option<bool> _verbose = new("-v") { Description = "Say more." };

    private readonly Option<string?> _pidFile = new("-P", "--pidfile")
    {
        HelpName = "pid_file",
        Description = "Write the process id to a file.",
    };

    private readonly Argument<string[]> _explained = new("rules_file")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Rules files or directories; without any those that the configuration names.",
    };

    private readonly Option<string?> _explainedRule = new("--rule")
    {
        HelpName = "name",
        Description = "Only this rule.",
    };

    private readonly Option<string?> _print = new("-p", "--print")
    {
        HelpName = "output_format",
        Description = "Deprecated, use -o append_output...: append to all outputs; -pc and -pk append what tells of "
            + "containers and pods.",
    };

    private readonly Option<bool> _markdown = new("--markdown")
    {
        Description = "Deprecated, use --format markdown.",
    };

    private readonly SourceOptions _sources = new();
    private readonly RemovedOptions _removed = new();

    /// <summary>Parses arguments and does what they ask for.</summary>
    /// <param name="args">As the process was given them.</param>
    /// <returns>The exit status.</returns>
    public static int Run(string[] args) => new ProbeCommandLine().Invoke(args);

    private int Invoke(string[] args)
    {
        var root = Build();
        var arguments = PrintOption.Separate(args);
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"Error: {parsed.Errors[0].Message.TrimEnd('.')}. See --help.");
            return 1;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ProbeException e)
        {
            Console.Error.WriteLine($"Error: {e.Message}");
            return 1;
        }
    }

    private RootCommand Build()
    {
        var root = new RootCommand("KosmosProbe: watches what processes do and tells what the rules call for.");
        var help = root.Options.OfType<HelpOption>().Single();
        root.Options.Clear();
        root.Directives.Clear();
        Option[] options =
        [
            help, _config, _rules, _overrides, _validate, _listRules, _describeRule, _listFields, _listEvents, _format,
            _markdown, _namesOnly, _ignored, _seconds, _dryRun, _unbuffered, _verbose, _print, _pidFile, _support,
            _version, _pageSize, _ruleSchema, _configSchema,
        ];
        foreach (var option in options.Concat(_sources.All).Concat(_removed.All)) root.Options.Add(option);

        root.SetAction(RunRoot);

        root.Subcommands.Add(BuildVerb(
            "doctor", "Tell whether this machine can run the probe, and what to change. Example: doctor",
            Actions.Doctor));
        root.Subcommands.Add(BuildVerb(
            "top", "Look at the probe that runs on this machine: events, programs, rules, outputs. Example: top",
            Actions.Top));
        root.Subcommands.Add(BuildExplain());
        root.Subcommands.Add(BuildLint());
        root.Subcommands.Add(BuildRecord());
        root.Subcommands.Add(BuildTest());
        return root;
    }

    private Command BuildVerb(string name, string description, Func<Request, int> action)
    {
        var verb = new Command(name, description);
        foreach (var option in (Option[])[_config, _rules, _overrides])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(parsed => action(RequestOf(parsed)));
        return verb;
    }

    private Command BuildExplain()
    {
        var explain = new Command(
            "explain", "Show what rules compile to: condition, event types, and what is judged in which order. "
                + "Example: explain rules.yaml --rule NAME");
        explain.Arguments.Add(_explained);
        RefuseOptions(_explained);
        foreach (var option in (Option[])[_explainedRule, _config, _rules, _overrides, _print, _verbose])
        {
            explain.Options.Add(option);
        }

        explain.SetAction(parsed =>
        {
            var request = RequestOf(parsed);
            string[] files = parsed.GetValue(_explained) ?? [];
            return Actions.Explain(
                files.Length == 0 ? request : request with { RulesPaths = files }, parsed.GetValue(_explainedRule));
        });
        return explain;
    }

    private Command BuildLint()
    {
        var files = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Rules files and directories; without any, those that the configuration names.",
        };
        RefuseOptions(files);
        var lint = new Command(
            "lint", "Look for rules that load and do not do what they say. Example: lint rules.yaml") { files };
        foreach (var option in (Option[])[_config, _rules, _overrides])
        {
            lint.Options.Add(option);
        }

        lint.SetAction(parsed => Actions.Lint(RequestOf(parsed), parsed.GetValue(files) ?? []));
        return lint;
    }

    private Command BuildTest()
    {
        var paths = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Files of rule tests; of a directory all that are in it and below.",
        };
        RefuseOptions(paths);
        var format = new Option<string>("--format")
        {
            HelpName = "format",
            DefaultValueFactory = static _ => "text",
            Description = "Form of the results: text, json or junit.",
        };
        var test = new Command(
            "test", "Run rule tests: events or captures, rules, and the alerts that must come. "
                + "Example: test rules/tests") { paths, format };
        foreach (var option in (Option[])[_config, _rules, _overrides, _verbose])
        {
            test.Options.Add(option);
        }

        test.SetAction(parsed => Actions.Test(
            RequestOf(parsed), parsed.GetValue(paths) ?? [], TestFormats.Parse(parsed.GetValue(format))));
        return test;
    }

    private Command BuildRecord()
    {
        var file = new Option<string>("-o", "--output")
        {
            HelpName = "file",
            Required = true,
            Description = "The file; it must not be there yet.",
        };
        var overrides = new Option<string[]>("--option")
        {
            HelpName = "key=value",
            Description = "Set a configuration value. May be repeated.",
        };
        var compress = new Option<bool>("--compress") { Description = "Pack the file with gzip." };
        var condition = new Argument<string[]>("condition")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Which events, as in a rule; without it all that the probe traces.",
        };
        RefuseOptions(condition);
        var record = new Command(
            "record", "Write events to a capture that this and other programs can replay. "
                + "Example: record -o out.scap -M 30 'proc.name = nginx'")
        {
            condition,
            file,
            _seconds,
            compress,
            _config,
            overrides,
            _verbose,
        };
        record.SetAction(parsed => Actions.Record(
            Read(parsed) with { Overrides = parsed.GetValue(overrides) ?? [] },
            parsed.GetValue(file)!,
            string.Join(' ', parsed.GetValue(condition) ?? []),
            parsed.GetValue(compress)));
        return record;
    }

    // An option that a verb does not have would be taken for a file.
    private static void RefuseOptions(Argument<string[]> files) => files.Validators.Add(static given =>
    {
        if (given.Tokens.FirstOrDefault(static token => token.Value.StartsWith('-')) is { } option)
        {
            given.AddError($"Unrecognized command or argument '{option.Value}'");
        }
    });

    private int RunRoot(ParseResult parsed)
    {
        var request = RequestOf(parsed);
        if (parsed.GetValue(_version)) return Actions.Version(request);
        if (parsed.GetValue(_pageSize)) return Actions.PageSize();
        if (parsed.GetValue(_ruleSchema)) return Actions.RuleSchema();
        if (parsed.GetValue(_configSchema)) return Actions.ConfigSchema();
        if (parsed.GetValue(_support)) return Actions.Support(request);
        if (parsed.GetResult(_listFields) is not null)
        {
            return Actions.ListFields(parsed.GetValue(_listFields), request.Format, parsed.GetValue(_namesOnly));
        }

        if (parsed.GetValue(_listEvents)) return Actions.ListEvents(request.Format);
        if (parsed.GetValue(_ignored)) return Actions.ListIgnoredEvents();
        if (parsed.GetValue(_validate) is { Length: > 0 } files)
        {
            return Actions.Validate(request, files, parsed.GetValue(_listRules));
        }

        if (parsed.GetValue(_listRules)) return Actions.DescribeRules(request, null);
        if (parsed.GetValue(_describeRule) is { } rule) return Actions.DescribeRules(request, rule);
        return parsed.GetValue(_dryRun) ? Actions.DryRun(request) : Actions.Run(request);
    }

    private Request RequestOf(ParseResult parsed)
    {
        _removed.Refuse(parsed);
        var leftOut = _sources.LeftOut(parsed);
        return Read(parsed) with { LeftOut = leftOut };
    }

    private Request Read(ParseResult parsed) => new()
    {
        Print = parsed.GetValue(_print),
        ConfigFile = parsed.GetValue(_config),
        RulesPaths = parsed.GetValue(_rules) ?? [],
        Overrides = parsed.GetValue(_overrides) ?? [],
        Format = FormatOf(parsed.GetValue(_markdown) && parsed.GetResult(_format) is null or { Implicit: true }
            ? "markdown"
            : parsed.GetValue(_format)),
        Seconds = parsed.GetValue(_seconds) is >= 0 and var seconds
            ? seconds
            : throw new ProbeException("-M needs a number of seconds that is not negative"),
        Unbuffered = parsed.GetValue(_unbuffered),
        Verbose = parsed.GetValue(_verbose),
        PidFile = parsed.GetValue(_pidFile),
        CommandLine = parsed.Tokens.Select(static token => token.Value).ToArray(),
    };

    private static ListFormat FormatOf(string? text) => text switch
    {
        null or "text" => ListFormat.Text,
        "markdown" => ListFormat.Markdown,
        "json" => ListFormat.Json,
        _ => throw new ProbeException($"--format must be text, markdown or json; found '{text}'"),
    };
}

using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Policies;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Configuration;

/// <summary>A configuration that was read, and what to tell the user about it.</summary>
/// <param name="Options">Merged and typed.</param>
/// <param name="Warnings">Unknown keys and keys without effect.</param>
internal sealed record LoadedConfig(ProbeOptions Options, IReadOnlyList<string> Warnings)
{
    /// <summary>The tree it was read from: all files and <c>-o</c> merged.</summary>
    public ConfigMap Root { get; init; } = new(default);

    /// <summary>
    /// The files it was read from, the folders they were found in, and those of both that were named and not there,
    /// absolute; a change there counts.
    /// </summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Rules files and folders that it names and that were not there, absolute.</summary>
    public IReadOnlyList<string> AbsentRulesPaths { get; init; } = [];
}

/// <summary>
/// File, then the files it names, then <c>-o</c>, then the command line's own options: makes the options of a run.
/// </summary>
internal static class ConfigReader
{
    private const string NoDriver = "nodriver";

    private static readonly Dictionary<string, LogLevel> LogLevels = new()
    {
        ["emergency"] = LogLevel.Critical,
        ["alert"] = LogLevel.Critical,
        ["critical"] = LogLevel.Critical,
        ["error"] = LogLevel.Error,
        ["warning"] = LogLevel.Warning,
        ["notice"] = LogLevel.Information,
        ["info"] = LogLevel.Information,
        ["informational"] = LogLevel.Information,
        ["debug"] = LogLevel.Debug,
    };

    private static readonly Dictionary<string, KernelPolicyMode> PolicyModes = new()
    {
        ["on"] = KernelPolicyMode.On,
        ["off"] = KernelPolicyMode.Off,
        ["verify"] = KernelPolicyMode.Verify,
    };

    private static readonly Dictionary<string, RuleMatching> Matchings = new()
    {
        ["first"] = RuleMatching.First,
        ["all"] = RuleMatching.All,
    };

    /// <summary>The rules of the source k8s_audit that are shipped beside the executable.</summary>
    public static string ShippedAuditRules => Path.Combine(AppContext.BaseDirectory, "rules", "k8s-audit.yaml");

    /// <summary>The configuration that is shipped beside the executable.</summary>
    public static string ShippedFile => Path.Combine(AppContext.BaseDirectory, "falco.yaml");

    /// <summary>Reads the configuration that a command line names.</summary>
    /// <param name="file">-c, or null for the shipped one.</param>
    /// <param name="rulesPaths">-r; when there are any, they replace those of the configuration.</param>
    /// <param name="overrides">-o, in order.</param>
    /// <exception cref="ProbeException">It cannot be read, or a value is wrong.</exception>
    public static LoadedConfig Load(string? file, IReadOnlyList<string> rulesPaths, IReadOnlyList<string> overrides)
    {
        string path = file ?? ShippedFile;
        var root = ConfigText.ReadFile(path);
        var namesFiles = overrides.ToLookup(
            static assignment => assignment.StartsWith(ConfigFiles.Key, StringComparison.Ordinal));
        foreach (string assignment in namesFiles[true]) ConfigOverride.Apply(root, assignment);
        var files = ConfigFiles.Merge(root, path);
        foreach (string assignment in namesFiles[false]) ConfigOverride.Apply(root, assignment);

        List<string> warnings = [.. files.Warnings, .. ConfigCheck.Check(root)];
        var values = new ConfigValues(root);
        CheckEngine(values, warnings);
        string? captureFile = CaptureFileOf(values);
        warnings.AddRange(PluginSettings.Warnings(values));
        var staticFields = OutputAdditions.StaticFieldsOf(values);
        var absent = new List<string>();
        var audit = AuditSettings.Read(values);
        var options = new ProbeOptions
        {
            StaticFields = staticFields,
            CaptureFile = captureFile,
            ConfigFile = path,
            ConfigFiles = files.Files,
            RulesPaths = rulesPaths.Count > 0
                ? [.. rulesPaths.Select(Path.GetFullPath)]
                : RulesPathsWith(audit, RulesPathsOf(values, warnings, absent)),
            Rules = RulesOf(values, staticFields) with
            {
                ForCaptures = captureFile is not null,
                Sources = audit.IsOn || !values.Boolean("engine.strict", false) ? [AuditSource.Name] : [],
            },
            Audit = audit,
            WatchesSyscalls = values.Text("engine.kind", "") != NoDriver,
            RingBytes = RingSettings.BytesOf(values),
            Rings = RingSettings.CountOf(values),
            ThreadTableSize = ThreadTableSizeOf(values),
            QueueCapacity = values.Integer("outputs_queue.capacity", 0),
            StdoutEnabled = values.Boolean("stdout_output.enabled", true),
            BufferedOutputs = values.Boolean("buffered_outputs", false),
            LogLevel = values.Word("log_level", LogLevel.Information, LogLevels),
            LogStderr = values.Boolean("log_stderr", true),
            LogSyslog = values.Boolean("log_syslog", false),
            KernelPolicy = values.Word("engine.kernel_policy", KernelPolicyMode.On, PolicyModes),
            DropFailed = values.Boolean("engine.modern_ebpf.drop_failed_exit", false),
            BaseSyscalls = BaseSyscallsSettings.Read(values, warnings),
            Runtimes = RuntimeSettings.Read(values),
            WatchConfigFiles = values.Boolean("watch_config_files", true),
            OutputTimeout = TimeSpan.FromMilliseconds(values.Integer("output_timeout", 2000)),
            FileOutput = OutputSettings.FileOf(values),
            ProgramOutput = OutputSettings.ProgramOf(values),
            SyslogOutput = new() { Enabled = values.Boolean("syslog_output.enabled", false) },
            HttpOutput = OutputSettings.HttpOf(values),
            Webhooks = OutputSettings.WebhooksOf(values),
            OtlpOutput = OutputSettings.OtlpOf(values),
            Delivery = DeliverySettings.Read(values),
            Deduplication = DeduplicationSettings.Read(
                values, StaticFields.AddTo(SyscallFields.Table, staticFields)),
            WebServer = ServiceSettings.WebServerOf(values),
            Metrics = MetricsSettings.Read(values),
            EventDrops = ServiceSettings.EventDropsOf(values),
            EventTimeouts = new() { MaxConsecutives = values.Integer("syscall_event_timeouts.max_consecutives", 1000) },
            SelfTest = ServiceSettings.SelfTestOf(values),
            Captures = CaptureSettings.Read(values),
            Recording = CaptureSettings.RecordingOf(values),
        };
        return new LoadedConfig(options, warnings)
        {
            Root = root,
            Paths = [.. files.Files, .. files.Folders, .. files.Absent],
            AbsentRulesPaths = absent,
        };
    }

    private static RuleSetOptions RulesOf(
        ConfigValues values, IReadOnlyDictionary<string, string> staticFields) => new()
        {
            Additions = [.. OutputAdditions.Of(values, StaticFields.AddTo(SyscallFields.Table, staticFields))],
            LeastPriority = values.Priority("priority"),
            Matching = values.Word("rule_matching", RuleMatching.First, Matchings),
            Strict = values.Boolean("engine.strict", false),
            FileIdentity = values.Boolean("engine.file_identity", true),
            WithFrequentCalls = values.Boolean("base_syscalls.all", false),
            Selection = [.. SelectionOf(values)],
            Alerts = AlertsOf(values),
        };

    // 0 is Falco's way to say: the default.
    private static int ThreadTableSizeOf(ConfigValues values) =>
        values.Integer("falco_libs.thread_table_size", 0) is > 0 and var size
            ? size
            : ThreadTable.DefaultCapacity;

    private static AlertOptions AlertsOf(ConfigValues values) => new()
    {
        Form = values.Boolean("json_output", false) ? AlertForm.Json : AlertForm.Text,
        Time = values.Boolean("time_format_iso_8601", false) ? AlertTime.Iso8601 : AlertTime.LocalClock,
        IncludeOutput = values.Boolean("json_include_output_property", true),
        IncludeMessage = values.Boolean("json_include_message_property", false),
        IncludeOutputFields = values.Boolean("json_include_output_fields_property", true),
        IncludeTags = values.Boolean("json_include_tags_property", true),
    };

    private static string? CaptureFileOf(ConfigValues values)
    {
        if (values.Find("engine.kind") is not ConfigScalar { Text: "replay" } kind) return null;
        string file = values.Text("engine.replay.capture_file", "");
        return file.Length > 0
            ? Path.GetFullPath(file)
            : throw new ProbeException(
                $"{kind.Place}: engine.kind is 'replay', so engine.replay.capture_file must name a capture");
    }

    private static void CheckEngine(ConfigValues values, List<string> warnings)
    {
        if (values.Find("engine.kind") is not ConfigScalar kind) return;
        switch (kind.Text)
        {
            case "modern_ebpf":
                break;
            case "ebpf" or "modern-bpf" or "kmod" or "auto":
                warnings.Add($"{kind.Place}: engine.kind {kind.Kind} selects modern_ebpf, the only live engine here");
                break;
            case "replay" or NoDriver:
                break;
            default:
                throw new ProbeException(
                    $"{kind.Place}: engine.kind {kind.Kind} is not a valid kind; use modern_ebpf, replay or nodriver");
        }
    }

    // Loaded where they are of use, so that every other start is spared them; first, so that files of the user's can
    // change their lists.
    private static List<string> RulesPathsWith(AuditOptions audit, List<string> paths)
    {
        bool isWanted = audit is { IsOn: true, ShippedRules: true } && File.Exists(ShippedAuditRules)
            && !paths.Contains(ShippedAuditRules);
        return isWanted ? [ShippedAuditRules, .. paths] : paths;
    }

    // Falco skips what is not there: its own configuration names files that not every machine has.
    private static List<string> RulesPathsOf(
        ConfigValues values, List<string> warnings, List<string> absent)
    {
        foreach (string key in (string[])["rules_files", "rules_file", "rule_files"])
        {
            var texts = values.Texts(key).ToList();
            if (texts.Count == 0) continue;
            var paths = new List<string>();
            foreach (var text in texts)
            {
                string path = text.Place.Beside(text.Text);
                if (Path.Exists(path))
                {
                    paths.Add(path);
                    continue;
                }

                warnings.Add($"{text.Place}: `{path}` does not exist and is skipped");
                absent.Add(path);
            }

            return paths;
        }

        return [];
    }

    private static IEnumerable<RuleSelection> SelectionOf(ConfigValues values)
    {
        foreach (var item in (values.Find("rules") as ConfigList)?.Items ?? [])
        {
            foreach (string verb in (string[])["enable", "disable"])
            {
                if ((item as ConfigMap)?.Find(verb) is not ConfigMap what) continue;
                string? rule = (what.Find("rule") as ConfigScalar)?.Text;
                string? tag = (what.Find("tag") as ConfigScalar)?.Text;
                if (rule is null && tag is null)
                {
                    throw new ProbeException($"{what.Place}: `{verb}` needs `rule` or `tag`");
                }

                yield return new RuleSelection { Enable = verb == "enable", Rule = rule, Tag = tag };
            }
        }
    }
}

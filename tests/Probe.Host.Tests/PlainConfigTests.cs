using System.Text.RegularExpressions;
using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>A configuration as Falco 0.44 ships it: every key that it has, with the value that it has there.</summary>
public sealed partial class PlainConfigTests : IDisposable
{
    private const string Plain = """
        config_files: [/nonexistent/falco/config.d]
        watch_config_files: true
        rules_files: [rules.yaml]
        engine:
          kind: modern_ebpf
          kmod: {buf_size_preset: 4, drop_failed_exit: false}
          modern_ebpf:
            cpus_for_each_buffer: 2
            buf_size_preset: 4
            drop_failed_exit: false
            disable_iterators: false
          replay: {capture_file: ""}
        capture: {enabled: false, path_prefix: /tmp/falco, mode: rules, default_duration: 5000, max_file_size_mb: 0}
        load_plugins: [container]
        plugins:
          - name: container
            library_path: libcontainer.so
            init_config:
              label_max_len: 100
              with_size: false
              engines:
                docker: {enabled: true, sockets: [/var/run/docker.sock]}
                podman: {enabled: true, sockets: [/run/podman/podman.sock]}
                containerd: {enabled: true, sockets: [/run/host-containerd/containerd.sock]}
                cri: {enabled: true, sockets: [/run/containerd/containerd.sock, /run/crio/crio.sock]}
                lxc: {enabled: false}
                libvirt_lxc: {enabled: false}
                bpm: {enabled: false}
          - {name: k8saudit, library_path: libk8saudit.so, init_config: "", open_params: "http://:9765/k8s-audit"}
          - {name: cloudtrail, library_path: libcloudtrail.so}
          - {name: json, library_path: libjson.so}
        plugins_hostinfo: true
        time_format_iso_8601: false
        buffer_format_base64: false
        priority: debug
        json_output: false
        json_include_output_property: true
        json_include_message_property: false
        json_include_output_fields_property: true
        json_include_tags_property: true
        buffered_outputs: false
        rule_matching: first
        outputs_queue: {capacity: 0}
        append_output:
          - suggested_output: true
        static_fields:
        stdout_output: {enabled: true}
        syslog_output: {enabled: true}
        file_output: {enabled: false, keep_alive: false, filename: ./events.txt}
        http_output:
          enabled: false
          url: ""
          user_agent: "falcosecurity/falco"
          insecure: false
          ca_cert: ""
          ca_bundle: ""
          ca_path: "/etc/ssl/certs"
          mtls: false
          client_cert: "/etc/ssl/certs/client.crt"
          client_key: "/etc/ssl/certs/client.key"
          echo: false
          compress_uploads: false
          keep_alive: false
          max_consecutive_timeouts: 5
        program_output: {enabled: false, keep_alive: false, program: "mail -s Alert someone@example.com"}
        webserver:
          enabled: true
          threadiness: 0
          listen_port: 8765
          listen_address: 0.0.0.0
          k8s_healthz_endpoint: /healthz
          prometheus_metrics_enabled: false
          ssl_enabled: false
          ssl_certificate: /etc/falco/falco.pem
        log_stderr: true
        log_syslog: true
        log_level: info
        libs_logger: {enabled: true, severity: info}
        output_timeout: 2000
        syscall_event_timeouts: {max_consecutives: 1000}
        syscall_event_drops:
          threshold: .1
          actions:
            - log
            - alert
          rate: .03333
          max_burst: 1
          simulate_drops: false
        metrics:
          enabled: false
          interval: 1h
          output_rule: true
          rules_counters_enabled: true
          resource_utilization_enabled: true
          state_counters_enabled: true
          kernel_event_counters_enabled: true
          kernel_event_counters_per_cpu_enabled: false
          libbpf_stats_enabled: true
          plugins_metrics_enabled: true
          jemalloc_stats_enabled: false
          convert_memory_to_mb: true
          include_empty_values: false
        base_syscalls: {custom_set: [], repair: false, all: false}
        falco_libs:
          thread_table_size: 262144
          thread_table_auto_purging_interval_s: 300
          thread_table_auto_purging_thread_timeout_s: 300
          snaplen: 80
        """;

    private readonly TemporaryFolder _folder = new();

    public PlainConfigTests() => _folder.Write("rules.yaml", "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadsWithoutAWarningButForWhatIsNotThereYet()
    {
        string path = _folder.Write("falco.yaml", Plain);
        Assert.Equal(
            Missing(path, "log_syslog", "syslog_output.enabled", "webserver.enabled"),
            ConfigReader.Load(path, [], []).Warnings);
    }

    [Fact]
    public void TheRecordedConfigurationLoadsToo()
    {
        string path = RecordedFiles.At("parity", "falco.yaml");
        var loaded = ConfigReader.Load(path, [_folder.At("rules.yaml")], ["engine.kind=modern_ebpf"]);
        Assert.Equal(Missing(path, "syscall_event_drops.actions", "watch_config_files"), loaded.Warnings);
        Assert.Equal(Engine.Rules.RuleMatching.All, loaded.Options.Rules.Matching);
        Assert.True(loaded.Options.BufferedOutputs);
    }

    [Theory]
    [InlineData("plugins: [{name: container}, {name: okta}]", "1:37: there is no plugin `okta` here")]
    [InlineData("load_plugins: [container, okta]", "1:27: there is no plugin `okta` here")]
    [InlineData("load_plugins: okta", "1:15: there is no plugin `okta` here")]
    public void APluginThatIsNotToBeHadIsNamed(string text, string expected) => Assert.Equal(
        $"{_folder.At("falco.yaml")}:{expected}; built in are container, k8saudit, json",
        Assert.Single(ConfigReader.Load(_folder.Write("falco.yaml", text), [], []).Warnings));

    [Theory]
    [InlineData("plugins: [{name: json}]\nload_plugins: []")]
    [InlineData("load_plugins: [container]")]
    [InlineData("plugins: [{name: container, library_path: a, open_params: b}]")]
    public void APluginThatIsNotAskedForIsNot(string text) =>
        Assert.Empty(ConfigReader.Load(_folder.Write("falco.yaml", text), [], []).Warnings);

    // What switched-off parts say is nothing to warn of; neither is what stands for doing what is done anyway.
    [Theory]
    [InlineData("capture: {enabled: false, mode: all_rules, default_duration: 1}")]
    [InlineData("base_syscalls: {custom_set: [], all: no}")]
    [InlineData("falco_libs: {snaplen: 80}\nbuffer_format_base64: off")]
    public void DefaultsWithoutEffectAreNotNamed(string text) => APluginThatIsNotAskedForIsNot(text);

    // An example is a comment whose text begins right behind the sign; a remark has a blank there.
    [Fact]
    public void TheExamplesOfTheShippedConfigurationCanBeUsed()
    {
        string text = File.ReadAllText(ConfigReader.ShippedFile);
        string all = Example().Replace(text, "$1");
        string path = _folder.Write("falco.yaml", all);
        var loaded = ConfigReader.Load(path, [_folder.At("rules.yaml")], []);
        Assert.NotEqual(text, all);
        Assert.True(loaded.Options.HttpOutput.Enabled && loaded.Options.OtlpOutput.Enabled);
        Assert.Equal("aegis", Assert.Single(loaded.Options.Webhooks).Name);
        Assert.All(
            loaded.Warnings,
            warning => Assert.True(warning.Contains("does not exist") || warning.Contains("no effect"), warning));
    }

    [Fact]
    public void DryRunAndValidationPrintTheWarnings()
    {
        const string Rule = "[{rule: A, desc: a, condition: evt.type = execve, output: a, priority: INFO}]";
        string rules = _folder.Write("rules.yaml", Rule);
        string config = _folder.Write("falco.yaml", "rules_files: [rules.yaml]\ngrpc: {enabled: true}\nzebra: 1");
        foreach (string[] arguments in (string[][])[["--dry-run"], ["-V", rules]])
        {
            var (run, status) = ProbeRun.ToEnd(["-c", config, .. arguments]);
            Assert.Equal(0, status);
            Assert.Contains($"Warning: {config}:2:1: `grpc` was removed from Falco and has no effect", run.ErrorText);
            Assert.Contains($"Warning: {config}:3:1: unknown setting `zebra`", run.ErrorText);
        }
    }

    // Keys whose value matters, as far as they are not there yet. One that works is never in the warning.
    private static string[] Missing(string path, params string[] keys)
    {
        string[] missing = [.. keys.Where(key => SettingTable.Find(key)!.Use == SettingUse.NotYet)];
        return missing.Length == 0 ? [] : [$"{path}: no effect in this version: {string.Join(", ", missing)}"];
    }

    [GeneratedRegex(@"(?m)^(\s*)#(?! \S)")]
    private static partial Regex Example();
}

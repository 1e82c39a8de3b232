using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class CommandLineTests : IDisposable
{
    private const string GoodRule = """
        - rule: Good
          desc: an exec
          condition: evt.type = execve and proc.name = true
          output: seen %proc.name
          priority: INFO
        """;

    private const string UnknownField = """
        - rule: Misspelt
          desc: a field that is none
          condition: evt.type = execve and proc.nmae = true
          output: seen
          priority: INFO
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void VersionIsPrintedInFalcosForm()
    {
        var (run, status) = ProbeRun.ToEnd("--version");
        Assert.Equal(0, status);
        Assert.Matches(@"^KosmosProbe version: \d+\.\d+\.\d+$", run.Output[0].Text);
        Assert.Contains("Engine:        0.63.0", run.Output.Select(line => line.Text));
    }

    [Fact]
    public void VersionInJsonHasFalcosKeys()
    {
        var (run, status) = ProbeRun.ToEnd("--version", "-o", "json_output=true");
        Assert.Equal(0, status);
        using var version = JsonDocument.Parse(run.OutputText);
        string[] keys = [.. version.RootElement.EnumerateObject().Select(property => property.Name)];
        string[] falcos =
        [
            "default_driver_version", "driver_api_version", "driver_schema_version", "engine_version",
            "engine_version_semver", "falco_version", "libs_version", "plugin_api_version",
        ];
        Assert.Subset(keys.ToHashSet(), falcos.ToHashSet());
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public void PageSizeIsPrinted()
    {
        var (run, status) = ProbeRun.ToEnd("--page-size");
        Assert.Equal(0, status);
        Assert.Equal($"Your system page size is: {Environment.SystemPageSize}", run.OutputText);
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("surplus")]
    [InlineData("-M", "soon")]
    [InlineData("-o")]
    public void WrongOptionsGiveOneMessageAndStatusOne(params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd(arguments);
        Assert.Equal(1, status);
        Assert.Empty(run.Output);
        var message = Assert.Single(run.Errors);
        Assert.StartsWith("Error: ", message.Text);
        Assert.Contains(arguments[^1], message.Text);
    }

    [Fact]
    public void MissingConfigurationIsOneMessage()
    {
        var (run, status) = ProbeRun.ToEnd("-c", "/nonexistent/falco.yaml");
        Assert.Equal(1, status);
        Assert.Equal("Error: Could not find configuration file at /nonexistent/falco.yaml", run.ErrorText);
    }

    [Fact]
    public void GoodRulesValidate()
    {
        string file = _folder.Write("good.yaml", GoodRule);
        var (run, status) = ProbeRun.ToEnd("-V", file);
        Assert.Equal(0, status);
        Assert.Equal($"{file}: Ok", run.OutputText);
    }

    [Fact]
    public void ShippedRulesValidate()
    {
        string rules = Path.Combine(AppContext.BaseDirectory, "rules");
        var (run, status) = ProbeRun.ToEnd("-V", Path.Combine(rules, "base.yaml"), "-V", Path.Combine(rules, "kosmos"));
        Assert.True(status == 0, run.OutputText);
        Assert.DoesNotContain("Invalid", run.OutputText);
    }

    [Fact]
    public void UnknownFieldIsReportedWithPlaceAndNearestName()
    {
        string file = _folder.Write("bad.yaml", UnknownField);
        var (run, status) = ProbeRun.ToEnd("-V", file);
        Assert.Equal(1, status);
        Assert.Contains($"{file}: Invalid", run.OutputText);
        Assert.Contains($"{file}:3:", run.OutputText);
        Assert.Contains("proc.nmae", run.OutputText);
        Assert.Contains("did you mean `proc.name`?", run.OutputText);
        Assert.Contains("^^^^^^^^^", run.OutputText);
    }

    [Fact]
    public void ValidationInJsonIsOneObject()
    {
        string file = _folder.Write("bad.yaml", UnknownField);
        var (run, status) = ProbeRun.ToEnd("-o", "json_output=true", "-V", file);
        Assert.Equal(1, status);
        using var result = JsonDocument.Parse(run.OutputText);
        var first = result.RootElement.GetProperty("falco_load_results")[0];
        Assert.False(first.GetProperty("successful").GetBoolean());
        Assert.Equal("LOAD_ERR_COMPILE_CONDITION", first.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("-r", "/nonexistent/rules.yaml")]
    [InlineData("-V", "/nonexistent/rules.yaml")]
    public void MissingRulesFileIsNamed(params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd(arguments);
        Assert.Equal(1, status);
        Assert.Contains("/nonexistent/rules.yaml", run.OutputText + run.ErrorText);
        Assert.DoesNotContain("   at ", run.ErrorText);
    }

    [Fact]
    public void BadRulesEndALiveStartBeforeTheKernelIsTouched()
    {
        var (run, status) = ProbeRun.ToEndUnprivileged("-r", _folder.Write("bad.yaml", UnknownField));
        Assert.Equal(1, status);
        Assert.Contains("proc.nmae", run.ErrorText);
        Assert.DoesNotContain("CAP_BPF", run.ErrorText);
        Assert.DoesNotContain("   at ", run.ErrorText);
    }

    [Fact]
    public void UnprivilegedStartSaysWhatIsMissing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving up privileges needs some");
        var (run, status) = ProbeRun.ToEndUnprivileged("-r", _folder.Write("good.yaml", GoodRule));
        Assert.Equal(1, status);
        Assert.Contains("needs CAP_BPF and CAP_PERFMON", run.Errors[^1].Text);
        Assert.DoesNotContain("   at ", run.ErrorText);
    }

    [Fact]
    public void UnprivilegedDoctorTellsWhatToChange()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving up privileges needs some");
        var (run, status) = ProbeRun.ToEndUnprivileged("doctor");
        Assert.Equal(1, status);
        Assert.Contains("run as root", run.OutputText);
        Assert.Contains("The probe cannot run here", run.OutputText);
    }

    [Fact]
    public void DryRunCountsTheShippedRules()
    {
        var (run, status) = ProbeRun.ToEnd("--dry-run");
        Assert.True(status == 0, run.ErrorText);
        Assert.Equal("configuration and rules can be used: 7 rules, 7 enabled", run.OutputText);
    }

    [Fact]
    public void RulesThatCheckWhatIsNotCollectedAreNamedInOneWarning()
    {
        string rules = _folder.Write("rules.yaml", """
            - rule: Busy
              desc: d
              condition: evt.type = execve and thread.cpu > 90 and proc.name = sh
              output: o
              priority: INFO
            - rule: Label
              desc: d
              condition: evt.type = execve and container.label.app = x
              output: o
              priority: INFO
            - rule: Neither
              desc: d
              condition: evt.type = execve and container.id != host
              output: o %container.name
              priority: INFO
            - rule: Off
              desc: d
              condition: evt.type = execve and thread.cpu.user > 90
              output: o
              priority: INFO
              enabled: false
            """);
        var (run, status) = ProbeRun.ToEnd("-r", rules, "--dry-run");
        Assert.True(status == 0, run.ErrorText);
        Assert.Equal(
            "Warning: not collected yet, see --list: thread.cpu; checks on them "
            + "(container.*: in containers) are false, which matters to \"Busy\"",
            run.ErrorText);
    }

    [Fact]
    public void ADirectoryWithoutRulesFilesDoesNotPassACheck()
    {
        var (run, status) = ProbeRun.ToEnd("-V", Directory.CreateDirectory(_folder.At("none")).FullName);
        Assert.Equal(1, status);
        Assert.StartsWith("Error: no rules files", run.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disable.rule=Nope*", "rules: no rule is named 'Nope*', so there is none to disable")]
    [InlineData("enable.tag=nope", "rules: no rule has the tag 'nope', so there is none to enable")]
    public void ASelectionThatIsForNoRuleIsTold(string step, string expected)
    {
        string rules = _folder.Write("good.yaml", GoodRule);
        var (run, status) = ProbeRun.ToEnd("-r", rules, "--dry-run", "-o", $"rules[].{step}");
        Assert.Equal(0, status);
        Assert.Equal($"Warning: {expected}", run.ErrorText);
    }

    [Fact]
    public void ARuleThatWaitsForItsEventsIsToldOnce()
    {
        string rules = _folder.Write(
            "untraced.yaml",
            "- rule: Waits\n  desc: d\n  condition: evt.type = umask and proc.env[A] = b\n"
            + "  output: o\n  priority: INFO\n");
        var (run, status) = ProbeRun.ToEnd("-r", rules, "--dry-run");
        Assert.Equal(0, status);
        Assert.Equal(
            "Warning: events not traced yet, see docs/events.md: umask; no alert will come of \"Waits\"",
            run.ErrorText);
    }

    [Fact]
    public void RulesAreListedByNameAndDescription()
    {
        var (run, status) = ProbeRun.ToEnd("-l", "KOSMOS Kill Switch Triggered");
        Assert.Equal(0, status);
        Assert.Equal("Rule                                               Description", run.Output[0].Text);
        Assert.Equal(
            "KOSMOS Kill Switch Triggered                       Log when kill switch is activated ",
            run.Output[2].Text);
    }

    [Fact]
    public void UnknownRuleIsAnErrorWithTheNearestName()
    {
        var (run, status) = ProbeRun.ToEnd("-l", "KOSMOS Kill Switch Trigered");
        Assert.Equal(1, status);
        Assert.Equal(
            "Error: Rule \"KOSMOS Kill Switch Trigered\" is not loaded; did you mean \"KOSMOS Kill Switch Triggered\"?",
            run.Errors[^1].Text);
    }

    [Fact]
    public void RulesInJsonHaveFalcosKeys()
    {
        var (run, status) = ProbeRun.ToEnd("-L", "-o", "json_output=true");
        Assert.Equal(0, status);
        using var list = JsonDocument.Parse(run.OutputText);
        var rules = list.RootElement.GetProperty("rules");
        Assert.Equal(7, rules.GetArrayLength());
        Assert.All(rules.EnumerateArray(), rule =>
        {
            Assert.NotEmpty(rule.GetProperty("info").GetProperty("name").GetString()!);
            Assert.NotEqual(0, rule.GetProperty("details").GetProperty("events").GetArrayLength());
        });
    }

    [Theory]
    [InlineData("text", "proc.cmdline   ")]
    [InlineData("markdown", "`proc.cmdline` | CHARBUF |")]
    [InlineData("json", "\"name\": \"proc.cmdline\"")]
    public void FieldsAreListedInEachFormat(string format, string expected)
    {
        var (run, status) = ProbeRun.ToEnd("--list=syscall", "--format", format);
        Assert.Equal(0, status);
        Assert.Contains(expected, run.OutputText);
    }

    [Theory]
    [InlineData("--list", "-N")]
    [InlineData("-N", "--list")]
    [InlineData("--list=syscall", "-N")]
    [InlineData("--list", "syscall", "-N")]
    [InlineData("--list=", "-N")]
    public void TheSourceOfAListMayBeLeftOut(params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd(arguments);
        Assert.Equal(0, status);
        Assert.Equal("evt.num", run.Output[0].Text);
        Assert.Contains(run.Output, line => line.Text == "k8s.deployment.labels");
    }

    [Fact]
    public void UnknownSourceHasNoFields()
    {
        var (run, status) = ProbeRun.ToEnd("--list=aws_cloudtrail");
        Assert.Equal(1, status);
        Assert.Equal(
            "Error: --list: there is no event source 'aws_cloudtrail'; there are: syscall, k8s_audit", run.ErrorText);
    }

    [Fact]
    public void RulesThatNoTracedEventCanMatchAreNamed()
    {
        string rules = _folder.Write("rules.yaml", """
            - rule: Blind
              desc: events that are not traced
              condition: evt.type in (getpriority, umask) and proc.name = true
              output: seen
              priority: INFO
            - rule: Half blind
              desc: one event that is traced
              condition: evt.type in (umask, open) and proc.name = true
              output: seen
              priority: INFO
            - rule: Never
              desc: meant never to match
              condition: evt.num = 0
              output: seen
              priority: INFO
            """);
        var (run, status) = ProbeRun.ToEnd("-r", rules, "--dry-run");
        Assert.Equal(0, status);
        Assert.Equal(
            "Warning: events not traced yet, see docs/events.md: getpriority, umask; no alert will come of \"Blind\"",
            Assert.Single(run.Errors).Text);
    }

    [Fact]
    public void UnknownSettingIsAWarningAndNoFailure()
    {
        string config = _folder.Write("falco.yaml", "json_outptu: true\nrules_files: [good.yaml]");
        _folder.Write("good.yaml", GoodRule);
        var (run, status) = ProbeRun.ToEnd("-c", config, "--dry-run");
        Assert.Equal(0, status);
        Assert.Contains($"{config}:1:1: unknown setting `json_outptu`, did you mean `json_output`?", run.ErrorText);
    }
}

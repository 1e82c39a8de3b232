using System.Text.Json;
using System.Text.RegularExpressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Listing;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Faulty inputs that were given to real Falco: ours must end alike and report in the same frame.</summary>
public sealed partial class FalcoReportTests
{
    // Chains that are ours on purpose; the status is the same, and but for the first the code is as well.
    private static readonly Dictionary<string, string> OwnChain = new()
    {
        ["bad_yaml.yaml"] = "an unterminated quote is told as such; Falco's parser reads to the end of the file",
        ["cidr_sip_list.yaml"] = "the list whose item is at fault is named as well",
        ["evtdir.yaml"] = "warnings come in the order of the file",
        ["yaml_bad2.yaml"] = "another parser gives up elsewhere",
        ["yaml_bad3.yaml"] = "another parser gives up elsewhere",
    };

    // Networks and addresses stand for each other unless strict.
    private static readonly string[] TakenUnlessStrict =
    [
        "cidr_sip_eq.yaml", "cidr_sip_in.yaml", "cidr_sip_in_q.yaml", "cidr_sip_list.yaml", "snet_host.yaml",
    ];

    public static TheoryData<string> Validations() => [.. Runs(run => run.Validated.Count > 0 && run.HasConfiguration)];

    public static TheoryData<string> Starts() =>
        [.. Runs(run => run.RulesFile is not null && run.Errors.Contains("Loading rules"))];

    [Theory]
    [MemberData(nameof(Validations))]
    public void ValidationReportsInFalcosFrame(string command)
    {
        var run = FalcoRun.Of(command);
        var (isSound, output, log) = Validate(run, isStrict: true);
        Assert.Equal(run.Status == 0, isSound);
        if (run.IsJson)
        {
            Assert.Equal(Essence(run.Output), Essence(output));
        }

        if (OwnChain.Keys.FirstOrDefault(run.Validated.Contains) is { } differing)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{differing}: {OwnChain[differing]}");
            Assert.NotEqual(Frame(run.Errors), Frame(log));
            if (differing != "bad_yaml.yaml") Assert.Equal(Codes(run.Errors).Order(), Codes(log).Order());
            return;
        }

        if (!run.IsJson) Assert.Equal(Frame(run.Output), Frame(output));
        Assert.Equal(Frame(run.Errors), Frame(log));
    }

    [Theory]
    [MemberData(nameof(Validations))]
    public void ValidationEndsAsFalcosUnlessNetworksAreInSets(string command)
    {
        var run = FalcoRun.Of(command);
        var (isSound, _, _) = Validate(run, isStrict: false);
        Assert.Equal(run.Status == 0 || run.Validated.All(TakenUnlessStrict.Contains), isSound);
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public void StartsFailOnTheSameRules(string command)
    {
        var run = FalcoRun.Of(command);
        var report = new RuleReport();
        var file = new RuleFile(run.RulesFile!, run.Files[run.RulesFile!]);
        RuleSet.TryLoad([file], SyscallFields.Table, new RuleSetOptions { Strict = true }, report, out _);
        var expected = Codes(run.Errors).ToHashSet();
        var actual = report.All.Select(error => error.Code.Name()).ToHashSet();
        if (run.RulesFile == "bad_yaml.yaml")
        {
            Assert.Equal("LOAD_ERR_YAML_PARSE", Assert.Single(actual));
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData("-V", "/nonexistent/rules.yaml")]
    [InlineData("-r", "/nonexistent/rules.yaml")]
    [InlineData("-c", "/nonexistent/falco.yaml", "-V", "empty.yaml")]
    public void WhatIsNotThereIsToldInFalcosWords(params string[] arguments)
    {
        string end = string.Join(' ', arguments);
        var run = FalcoRun.ReadAll().Single(run => run.Command.EndsWith(end));
        var (probe, status) = ProbeRun.ToEnd(arguments);
        Assert.Equal(run.Status, status);
        Assert.Empty(probe.Output);
        Assert.StartsWith(run.Errors.Split('\n').Single(line => line.StartsWith("Error: ")), probe.ErrorText);
    }

    private static IEnumerable<string> Runs(Func<FalcoRun, bool> condition) =>
        FalcoRun.TryReadAll().Where(condition).Select(run => run.Command).DefaultIfEmpty(string.Empty);

    private static (bool IsSound, string Output, string Log) Validate(FalcoRun run, bool isStrict)
    {
        var unread = new RuleReport();
        var files = run.Validated.Where(run.Files.ContainsKey)
            .Select(name => new RuleFile(name, run.Files[name]))
            .ToList();
        RulePaths.Read(run.Validated.Except(run.Files.Keys), unread);
        var output = new StringWriter();
        var log = new StringWriter();
        var options = new RuleSetOptions
        {
            Strict = isStrict,
            Alerts = new AlertOptions { Form = run.IsJson ? AlertForm.Json : AlertForm.Text },
        };
        var validation = new Validation(output, log, () => new DateTime(2026, 11, 22));
        return (validation.Write(files, unread, SyscallFields.Table, options), output.ToString(), log.ToString());
    }

    // All but snippets, messages and times, which are ours.
    private static string Frame(string text) => string.Join(
        '\n',
        text.Split('\n')
            .Where(line => FrameLine().IsMatch(line) && !line.Contains("falco.yaml | schema"))
            .Select(line => Time().Replace(line, "TIME"))
            .Select(line => CodeLine().Match(line) is { Success: true } code ? code.Value : line)
            .Select(line => line.Replace(": no such file or directory", "")));

    private static IEnumerable<string> Codes(string text) =>
        from line in text.Split('\n')
        let code = CodeLine().Match(line)
        where code.Success
        select code.Groups[1].Value;

    // What must be equal in JSON; of warnings the explanation is ours.
    private static string Essence(string json)
    {
        using var document = JsonDocument.Parse(json);
        var results = document.RootElement.GetProperty("falco_load_results").EnumerateArray();
        return string.Join('\n', results.Select(result =>
            $"{Errors(result, "errors")} {result.GetProperty("name")} {result.GetProperty("schema_valid")} "
            + $"{result.GetProperty("schema_warnings")} {result.GetProperty("successful")} "
            + Errors(result, "warnings")));
    }

    private static string Errors(JsonElement result, string key) => string.Join(
        '\n',
        result.GetProperty(key).EnumerateArray().Select(error =>
            $"{error.GetProperty("code")} {(key == "errors" ? error.GetProperty("codedesc") : "")} "
            + $"{error.GetProperty("context").GetProperty("locations")}"));

    [GeneratedRegex(@"^(In |    \w|\S+: (Ok|Invalid)|Error: |\w{3} \w{3} [ \d]\d |\d+ |------|LOAD_|failed )")]
    private static partial Regex FrameLine();

    [GeneratedRegex(@"^(LOAD_\w+) \([^)]*\)")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}")]
    private static partial Regex Time();
}

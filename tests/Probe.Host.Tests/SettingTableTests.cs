using System.Text.RegularExpressions;
using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The rows of the table against what is read: both must say the same of defaults and types.</summary>
public sealed partial class SettingTableTests : IDisposable
{
    private const string Webhook = "webhooks: [{name: a, url: 'http://a/'}]";

    // Nothing is enabled, and whatever is enabled alone has what it needs.
    private const string Places = """
        file_output: {filename: a}
        program_output: {program: a}
        http_output: {url: 'http://a/'}
        otlp_output: {endpoint: 'http://a/'}
        """;

    // What is read elsewhere has its own tests.
    private static readonly string[] Read =
    [
        "file_output.", "program_output.", "syslog_output.", "http_output.", "webhooks[].", "otlp_output.",
        "delivery.", "deduplication.", "webserver.", "metrics.", "syscall_event_drops.", "syscall_event_timeouts.",
        "self_test.", "watch_config_files", "output_timeout",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Settings => new(ReadRows.Select(static row => row.Path));

    public static TheoryData<string> SettingsWithDefault =>
        new(ReadRows.Where(static row => row.Default is not null).Select(static row => row.Path));

    private static IEnumerable<Setting> ReadRows =>
        from row in SettingTable.Rows
        where Read.Any(start => row.Path.StartsWith(start, StringComparison.Ordinal)) && !row.Path.EndsWith("[]")
        select row;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SettingsWithDefault))]
    public void AbsenceMeansTheDefaultOfTheRow(string path)
    {
        string given = $"{path.Replace("[]", "[0]")}={SettingTable.Find(path)!.Default}";
        Assert.Equal(Told(Load(Webhook)), Told(Load(Webhook, given)));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void EverySettingReachesTheOptions(string path)
    {
        string given = $"{path.Replace("[]", "[0]")}={Other(SettingTable.Find(path)!)}";
        string config = Places + "\n" + Webhook;
        Assert.NotEqual(Told(Load(config)), Told(Load(config, given)));
    }

    [Fact]
    public void EveryRowButAnItemSaysWhatItDoes() => Assert.All(
        SettingTable.Rows,
        row => Assert.Equal(row.Path.EndsWith("[]"), row.Sentence.Length == 0));

    [Fact]
    public void ParentsStandBeforeTheirParts()
    {
        var seen = new HashSet<string> { "" };
        Assert.All(SettingTable.Rows, row =>
        {
            int end = Math.Max(row.Path.LastIndexOf('.'), row.Path.EndsWith("[]") ? row.Path.Length - 2 : -1);
            Assert.Contains(end < 0 ? "" : row.Path[..end], seen);
            seen.Add(row.Path);
        });
    }

    private static string Other(Setting row) => row switch
    {
        { Path: "deduplication.fields" } => "[rule]",
        { Path: "syscall_event_drops.actions" } => "[exit]",
        { Path: "webserver.listen_address" } => "127.0.0.1",
        { Path: "webhooks[].name" } => "other",
        { Path: "webhooks[].url" or "http_output.url" or "otlp_output.endpoint" } => "https://other/",
        { Path: var path } when path.EndsWith("minimumpriority", StringComparison.Ordinal) => "error",
        { Words.Count: > 0 } => row.Words[^1],
        { Type: SettingType.Switch } => row.Default == "true" ? "false" : "true",
        { Type: SettingType.Integer } => $"{long.Parse(row.Default!) + 1}",
        { Type: SettingType.Number } => "0.5",
        { Type: SettingType.Duration } => "7m",
        { Type: SettingType.Texts } => "{a: b}",
        _ => "/other",
    };

    private ProbeOptions Load(string text, params string[] overrides) =>
        ConfigReader.Load(_folder.Write("falco.yaml", text), [], overrides).Options;

    // Records print what they hold, but for lists and mappings.
    private static string Told(ProbeOptions options) => TypeName().Replace(string.Join('\n', (object[])
    [
        options.FileOutput, options.ProgramOutput, options.SyslogOutput, options.HttpOutput, options.OtlpOutput,
        options.Delivery, options.Deduplication, options.WebServer, options.Metrics, options.EventDrops,
        options.EventTimeouts, options.SelfTest, options.WatchConfigFiles, options.OutputTimeout,
        .. options.Webhooks, .. options.Deduplication.Fields, .. options.HttpOutput.Headers,
        .. options.OtlpOutput.Headers, .. options.Webhooks.SelectMany(one => one.Headers),
    ]), "");

    [GeneratedRegex(@"\S+`\d\[System\.String[^]]*\]")]
    private static partial Regex TypeName();
}

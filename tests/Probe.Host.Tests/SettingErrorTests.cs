using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Wrong settings of outputs and services, each told with its place and what it must be.</summary>
public sealed class SettingErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("http_output: {enabled: true}", "1:24: the HTTP output needs `http_output.url`")]
    [InlineData(
        "http_output: {url: sidekick:2801}",
        "1:20: `http_output.url` must be a URL that begins with http:// or https://, found 'sidekick:2801'")]
    [InlineData(
        "http_output: {headers: [a]}",
        "1:24: `http_output.headers` must be a mapping of names and texts, found a list")]
    [InlineData(
        "http_output: {headers: {a: [b]}}", "1:28: `http_output.headers.a` must be a single value, found a list")]
    [InlineData(
        "http_output: {max_consecutive_timeouts: 256}",
        "1:41: `http_output.max_consecutive_timeouts` must be from 0 to 255, found '256'")]
    [InlineData("http_output: {mtls: 1}", "1:21: `http_output.mtls` must be true or false, found '1'")]
    [InlineData("file_output: {enabled: true}", "1:24: the file output needs `file_output.filename`")]
    [InlineData("program_output: {enabled: true}", "1:27: the program output needs `program_output.program`")]
    [InlineData("otlp_output: {enabled: true}", "1:24: the OTLP output needs `otlp_output.endpoint`")]
    [InlineData("webhooks: {name: a}", "1:11: `webhooks` must be a list, found a mapping")]
    [InlineData("webhooks: [{url: 'http://a/'}]", "1:12: a webhook needs `webhooks[].name`")]
    [InlineData("webhooks: [{name: a}]", "1:19: the webhook a needs `webhooks[].url`")]
    [InlineData(
        "webhooks: [{name: a/b, url: 'http://a/'}]",
        "1:19: `webhooks[].name` must be letters, digits, - and _, found 'a/b'")]
    [InlineData(
        "webhooks: [{name: a, url: 'http://a/'}, {name: a, url: 'http://b/'}]",
        "1:48: `webhooks[].name` must be a name that no other webhook has, found 'a'")]
    [InlineData("webhooks: [{form: x}]", "1:19: `webhooks[].form` must be one of falco, aegis; found 'x'")]
    [InlineData(
        "webhooks: [{name: a, url: 'http://a/', minimumpriority: big}]",
        "1:57: `webhooks[].minimumpriority` must be one of emergency, alert, critical, error, warning, notice, "
        + "informational, debug; found 'big'")]
    [InlineData(
        "webserver: {listen_address: localhost}",
        "1:29: `webserver.listen_address` must be an IP address, found 'localhost'")]
    [InlineData(
        "webserver: {listen_address: '1'}", "1:29: `webserver.listen_address` must be an IP address, found '1'")]
    [InlineData(
        "webserver: {listen_port: 65536}", "1:26: `webserver.listen_port` must be from 0 to 65535, found '65536'")]
    [InlineData(
        "webserver: {k8s_healthz_endpoint: x}",
        "1:35: `webserver.k8s_healthz_endpoint` must be a path that begins with /, found 'x'")]
    [InlineData(
        "metrics: {interval: 5000}",
        "1:21: `metrics.interval` must be a time such as 500ms, 90s or 1h30m, found '5000'")]
    [InlineData("metrics: {interval: 99ms}", "1:21: `metrics.interval` must be 100ms at least, found '99ms'")]
    [InlineData(
        "syscall_event_drops: {threshold: 1.1}",
        "1:34: `syscall_event_drops.threshold` must be from 0 to 1, found '1.1'")]
    [InlineData(
        "syscall_event_drops: {threshold: .nan}",
        "1:34: `syscall_event_drops.threshold` must be a number, found '.nan'")]
    [InlineData(
        "syscall_event_drops: {actions: [log, shout]}",
        "1:38: `syscall_event_drops.actions[]` must be one of ignore, log, alert, exit; found 'shout'")]
    [InlineData(
        "syscall_event_drops: {actions: shout}",
        "1:32: `syscall_event_drops.actions[]` must be one of ignore, log, alert, exit; found 'shout'")]
    [InlineData(
        "syscall_event_drops: {actions: [log, ignore]}",
        "1:38: `syscall_event_drops.actions`: ignore does not go with log or alert")]
    [InlineData(
        "syscall_event_timeouts: {max_consecutives: 0}",
        "1:44: `syscall_event_timeouts.max_consecutives` must be from 1 to 2147483647, found '0'")]
    [InlineData("delivery: {spool_dir: a/b}", "1:23: `delivery.spool_dir` must be an absolute path, found 'a/b'")]
    [InlineData(
        "delivery: {retry_min_interval: 5s, retry_max_interval: 1s}",
        "1:56: `delivery.retry_max_interval` must be 5s at least, found '1s'")]
    [InlineData(
        "deduplication: {fields: [proc.nmae]}",
        "1:26: `deduplication.fields[]`: unknown field `proc.nmae`, did you mean `proc.name`?")]
    [InlineData("self_test: {interval: 10ms}", "1:23: `self_test.interval` must be 1s at least, found '10ms'")]
    [InlineData("capture: {mode: some}", "1:17: `capture.mode` must be one of rules, all_rules; found 'some'")]
    public void IsToldWithPlaceAndRemedy(string text, string expected)
    {
        var error = Assert.Throws<ProbeException>(() => Load(text));
        Assert.Equal("falco.yaml:" + expected, error.Message.Replace(_folder.Path + "/", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1h30m", 5400_000)]
    [InlineData("500ms", 500)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    [InlineData("0s", 0)]
    public void TimeSpansAreReadAndWritten(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var span));
        Assert.Equal(milliseconds, (long)span.TotalMilliseconds);
        Assert.Equal(text, DurationText.Of(span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1m1h")]
    [InlineData("1s1s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1 s")]
    [InlineData("301y")]
    [InlineData("99999999999999999999s")]
    public void WhatIsNoTimeSpanIsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("[]", "Ignore")]
    [InlineData("[ignore]", "Ignore")]
    [InlineData("[Log, exit]", "Log, Exit")]
    [InlineData("alert", "Alert")]
    public void ActionsOfALossAreRead(string text, string expected) =>
        Assert.Equal(expected, $"{Load($"syscall_event_drops: {{actions: {text}}}").EventDrops.Actions}");

    private ProbeOptions Load(string text) => ConfigReader.Load(_folder.Write("falco.yaml", text), [], []).Options;
}

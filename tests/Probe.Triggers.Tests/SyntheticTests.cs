using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>The rules that nothing done here makes alert, judged on events that say what they wait for.</summary>
public sealed class SyntheticTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task AWriteThroughAProcessesOwnLinkModifiesTheEntrypoint() => CheckAsync(
        "Modify Container Entrypoint",
        "type: openat, fd.name: /proc/self/fd/3, evt.is_open_write: true, fd.typechar: f, fd.num: 3",
        "type: openat, fd.name: /proc/self/maps, evt.is_open_write: true, fd.typechar: f, fd.num: 3");

    [Fact]
    public Task AConnectToAPoolIsAMiners() => CheckAsync(
        "Detect outbound connections to common miner pool ports",
        "type: connect, fd.ip: 198.51.100.7, fd.sip: 198.51.100.7, fd.sport: 3333, fd.sip.name: asia1.ethpool.org",
        "type: connect, fd.ip: 198.51.100.7, fd.sip: 198.51.100.7, fd.sport: 3333, fd.sip.name: example.com");

    private async Task CheckAsync(string rule, string alerting, string silent)
    {
        SharedRules.Demand();
        string files = string.Join(
            ", ", SharedRules.Files.Select(static file => Path.Combine(SharedRules.Folder, file)));
        string tests = _folder.Write("tests.yaml", $$"""
            rules: [{{files}}]
            settings:
              rules:
                - disable: {rule: "*"}
                - enable: {rule: "{{rule}}"}
            defaults: {container.id: 3f1a9c2b7d4e, evt.rawres: 3, proc.name: some}
            cases:
              - {name: alerting, events: [{ {{alerting}} }], expect: [{{rule}}]}
              - {name: silent, events: [{ {{silent}} }], expect: []}

            """);
        string output = await CommandLine.RunAsync(ProbeRun.Executable, "test", tests);
        Assert.Contains("2 passed, 0 failed", output, StringComparison.Ordinal);
    }
}

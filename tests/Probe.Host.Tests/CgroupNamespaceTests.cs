using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>A probe with a cgroup namespace of its own, as a pod has it.</summary>
public sealed class CgroupNamespaceTests : IDisposable
{
    private const string Unified = "/sys/fs/cgroup/unified";

    private readonly TemporaryFolder _folder = new();
    private readonly string _id = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
    private readonly string _top = $"/kosmos-test-{Guid.NewGuid():N}";
    private Process? _process;

    private static string Tree => Directory.Exists(Unified) ? Unified : "/sys/fs/cgroup";

    private string ProbeGroup => $"{_top}/probe";

    private string PodGroup => $"{_top}/kubepods/burstable/pod1/{_id}";

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        foreach (string group in (string[])[PodGroup, ProbeGroup])
        {
            RemoveUp(Tree + group);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task WhatRunsAlreadyHasThePathThatTheKernelTells()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "control groups and namespaces need root");
        Directory.CreateDirectory(Tree + ProbeGroup);
        Directory.CreateDirectory(Tree + PodGroup);
        string file = _folder.Write("opened", "");
        string rules = _folder.Write("rules.yaml", $"""
            - rule: Opened
              desc: an open by who ran before the probe
              condition: evt.type in (open, openat) and fd.name = {file} and proc.name = bash
              output: "%thread.cgroups %container.id"
              priority: NOTICE
            """);
        string script = _folder.Write("script.sh", $"""
            echo $$ > {Tree + PodGroup}/cgroup.procs
            while : < {file}; do sleep 0.1; done
            """);
        _process = Process.Start("bash", [script]);
        await InGroupAsync(Tree + PodGroup);

        string enter = $"echo $$ > {Tree + ProbeGroup}/cgroup.procs && exec unshare --cgroup \"$0\" \"$@\"";
        using var probe = await ProbeRun.StartWatchingBy(
            "sh", "-c", enter, ProbeRun.Executable, "-r", rules, "-o", "json_output=true");
        await probe.WaitFor(() => probe.Output.Any(line => line.Text.StartsWith('{')), "an alert");
        using var alert = JsonDocument.Parse(probe.Output.First(line => line.Text.StartsWith('{')).Text);
        var fields = alert.RootElement.GetProperty("output_fields");
        Assert.Equal(PodGroup, fields.GetProperty("thread.cgroups").GetString());
        Assert.Equal(_id[..12], fields.GetProperty("container.id").GetString());
        Assert.Equal(0, probe.Terminate());
        Assert.DoesNotContain("cgroup namespace", probe.ErrorText, StringComparison.Ordinal);
    }

    private static async Task InGroupAsync(string group)
    {
        var start = Stopwatch.StartNew();
        while (File.ReadAllText($"{group}/cgroup.procs").Length == 0)
        {
            Assert.True(start.Elapsed < TimeSpan.FromSeconds(60), $"nobody has entered {group}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }

    // A group can be removed a moment after its last process has ended.
    private static void RemoveUp(string group)
    {
        var start = Stopwatch.StartNew();
        while (group != Tree && start.Elapsed < TimeSpan.FromSeconds(10))
        {
            try
            {
                if (Directory.Exists(group)) Directory.Delete(group);
                group = Path.GetDirectoryName(group)!;
            }
            catch (IOException)
            {
                if (Directory.EnumerateDirectories(group).Any()) return;
                Thread.Sleep(10);
            }
        }
    }
}

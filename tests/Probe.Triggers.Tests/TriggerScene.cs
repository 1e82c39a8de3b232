using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Containers.Tests.Live;
using KosmosProbe.Host.Containers.Cri;
using KosmosProbe.Host.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(ContainerdBed))]

namespace KosmosProbe.Triggers.Tests;

/// <summary>
/// One probe with all official rules, as a user would load them, and a pod of containers to do things in. Each run of a
/// script is in a folder of its own, and each alert shows the folder that its process is in: so the alerts of a run are
/// told from those of the rest of the machine.
/// </summary>
public sealed class TriggerScene(ContainerdBed bed) : IAsyncLifetime
{
    /// <summary>An address that no network is private to, and that of cloud metadata; the pod has both.</summary>
    internal const string Public = "203.0.113.7";

    /// <summary>As <see cref="Public"/>.</summary>
    internal const string Metadata = "169.254.169.254";

    private const string Over = "Trigger over";

    private readonly TemporaryFolder _folder = new();
    private readonly Tools _tools = new();
    private readonly Dictionary<Place, string> _ids = [];
    private PodSandboxConfig _pod = null!;
    private ProbeRun _probe = null!;
    private string _podId = "";

    public async ValueTask InitializeAsync()
    {
        string rules = SharedRules.Folder;
        if (bed.Missing.Length > 0 || rules.Length == 0 || !Tools.CanMake) return;
        await _tools.MakeAsync();
        await StartProbeAsync(rules);
        _pod = bed.Kubelet.Pod("trigger-0", NamespaceMode.Pod);
        _podId = await bed.Kubelet.RunPodAsync(_pod);
        await GiveAddressesAsync();
        await AddAsync(Place.Container, static _ => { });
        await AddAsync(Place.Privileged, static context => context.Privileged = true);
        await AddAsync(Place.User, static context => context.RunAsUser = new Int64Value { Value = 1000 });
        await UntilNamesAreKnownAsync();
    }

    /// <summary>Runs a script; gives the alerts that came of it, all that ever come.</summary>
    internal async Task<TriggerRun> RunAsync(Place place, string script)
    {
        bed.Demand();
        SharedRules.Demand();
        Assert.SkipUnless(Tools.CanMake, "cc is missing, it compiles the workload: apt-get install gcc libc6-dev");
        string mark = $"t{Guid.NewGuid():N}";
        string errors = "";
        string id = "host";
        if (place == Place.Host) errors = await _tools.RunAsync(mark, script);
        else if (_ids.TryGetValue(place, out id!)) errors = await ExecAsync(id, mark, script);
        else id = await EnterAsync(place, mark, script);
        await _tools.EndAsync(mark);
        var alerts = await UntilOverAsync(mark, script);
        string here = place == Place.Host ? _tools.Here(mark) : $"{Tools.InsideRuns}/{mark}";
        return new TriggerRun(place, here, id, errors, [.. alerts.Where(static alert => alert.Rule != Over)]);
    }

    /// <summary>Holds that a trigger makes its rule alert once, and a near miss does not.</summary>
    internal async Task CheckAsync(Trigger trigger)
    {
        var run = await RunAsync(trigger.Place, trigger.Script);
        if (Untriggered.Reasons.TryGetValue(trigger.Rule, out string? reason))
        {
            Assert.True(run.Of(trigger.Rule).Length == 0, "it alerts: take it out of the table of those that cannot");
            Assert.Skip($"{trigger.Rule}: {reason}");
        }

        run.Check(trigger);
        (await RunAsync(trigger.MissPlace ?? trigger.Place, trigger.Miss)).CheckSilence(trigger.Rule);
    }

    public async ValueTask DisposeAsync()
    {
        _probe?.Dispose();
        if (_podId.Length > 0) await bed.Kubelet.RemovePodAsync(_podId);
        _tools.Dispose();
        _folder.Dispose();
    }

    // Domain names are looked up beside all else.
    private async Task UntilNamesAreKnownAsync()
    {
        const string Rule = "Contact K8S API Server From Container";
        string script = StableTriggers.All.Single(static trigger => trigger.Rule == Rule).Script;
        for (long end = Environment.TickCount64 + (long)ProbeRun.Patience.TotalMilliseconds; ; await Task.Delay(50))
        {
            var run = await RunAsync(Place.Container, script);
            if (run.Of(Rule).Length > 0) return;
            Assert.True(Environment.TickCount64 < end, $"no name is known\n{_probe.ErrorText}");
        }
    }

    private async Task<LiveAlert[]> UntilOverAsync(string mark, string script)
    {
        for (long end = Environment.TickCount64 + (long)ProbeRun.Patience.TotalMilliseconds; ; await Task.Delay(5))
        {
            var alerts = LiveAlert.Of(_probe.Output.Where(
                line => line.Text.Contains($"/{mark}/\"", StringComparison.Ordinal)));
            if (alerts.Any(static alert => alert.Rule == Over)) return alerts;
            Assert.False(_probe.HasEnded, $"the probe ended during: {script}\n{_probe.ErrorText}");
            Assert.True(Environment.TickCount64 < end, $"waited in vain for the end of: {script}\n{_probe.ErrorText}");
        }
    }

    private async Task StartProbeAsync(string rules)
    {
        string hosts = _folder.Write("hosts", TriggerFiles.Hosts);
        string config = _folder.Write("falco.yaml", TriggerFiles.Config(bed.Socket));
        string more = _folder.Write("more.yaml", TriggerFiles.Rules);
        string[] words =
        [
            ProbeRun.Executable, "-c", config,
            .. SharedRules.Files.SelectMany(file => (string[])["-r", Path.Combine(rules, file)]), "-r", more,
        ];
        // Mounts that a runtime makes later need not be seen there: names of users come by way of processes.
        string names = $"mount --bind {hosts} /etc/hosts && mount --bind /dev/null /etc/resolv.conf";
        string start = $"{names} && exec {string.Join(' ', words)}";
        _probe = await ProbeRun.StartWatchingBy("unshare", "-m", "--propagation", "slave", "/bin/sh", "-c", start);
        await _probe.WaitFor(
            () => _probe.ErrorText.Contains($"runtime at {bed.Socket}: ", StringComparison.Ordinal), "the runtime");
    }

    private async Task GiveAddressesAsync()
    {
        string pid = (await bed.CtrAsync("task", "ls")).Split('\n')
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(words => words.Length > 1 && words[0] == _podId)[1];
        foreach (string address in (string[])[Public, Metadata])
        {
            await CommandLine.RunAsync("nsenter", "-t", pid, "-n", "ip", "addr", "add", $"{address}/32", "dev", "lo");
        }
    }

    private async Task AddAsync(Place place, Action<LinuxContainerSecurityContext> set)
    {
        var config = Container(place);
        set(config.Linux.SecurityContext);
        _ids[place] = await bed.Kubelet.RunAsync(_podId, _pod, config);
    }

    // The image of no KOSMOS part; its programs, and the tools.
    private ContainerConfig Container(Place place, params string[] command)
    {
        string name = $"{place.ToString().ToLowerInvariant()}-{Guid.NewGuid():N}"[..24];
        var config = Kubelet.Container(_pod, name, ContainerdBed.Other, command);
        config.Mounts.Add(new Mount { ContainerPath = Tools.Inside, HostPath = _tools.Path, Readonly = true });
        config.Mounts.Add(new Mount { ContainerPath = Tools.InsideRuns, HostPath = _tools.Runs });
        return config;
    }

    private async Task<string> ExecAsync(string id, string mark, string script)
    {
        string file = $"{Tools.Inside}/{_tools.Write(mark, script)}";
        string[] variables = [.. Tools.VariablesInside(mark).Select(static pair => $"{pair.Name}={pair.Value}")];
        var answer = await bed.Kubelet.ExecAsync(id, ["/bin/env", .. variables, "/bin/sh", file]);
        return answer.Stderr.ToStringUtf8();
    }

    private async Task<string> EnterAsync(Place place, string mark, string script)
    {
        var config = Container(place, "/bin/sh", $"{Tools.Inside}/{_tools.Write(mark, script)}");
        config.WorkingDir = $"{Tools.InsideRuns}/{mark}";
        config.Tty = place == Place.TerminalEntry;
        config.Linux.SecurityContext.Privileged = place == Place.PrivilegedEntry;
        if (place == Place.MountedEntry)
            config.Mounts.Add(new Mount { ContainerPath = "/node-etc", HostPath = "/etc", Readonly = true });
        foreach (var (name, value) in Tools.VariablesInside(mark))
        {
            config.Envs.Add(new KeyValue { Key = name, Value = value });
        }

        string id = await bed.Kubelet.RunAsync(_podId, _pod, config);
        await bed.Kubelet.UntilEndedAsync(id);
        return id;
    }
}

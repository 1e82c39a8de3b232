using System.Globalization;
using System.Text.RegularExpressions;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>The built probe on a socket of the test's choice, with the shipped configuration and rules.</summary>
internal sealed class LiveProbe : IDisposable
{
    // An event waits for half a second at most; what has not come by then does not come.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(700);

    private readonly ProbeRun _run;
    private IReadOnlyList<Line>? _end;

    private LiveProbe(ProbeRun run) => _run = run;

    /// <summary>What it has alerted of so far.</summary>
    internal LiveAlert[] Alerts => LiveAlert.Of(_run.Output);

    /// <summary>What it has said of itself so far.</summary>
    internal string Log => _run.ErrorText;

    /// <summary>Starts it, and waits until it watches.</summary>
    /// <param name="socket">Of a CRI runtime; no other is asked.</param>
    /// <param name="more">Further options.</param>
    internal static async Task<LiveProbe> StartAsync(string socket, params string[] more)
    {
        string engines = $"{{cri: {{sockets: [{socket}]}}, docker: {{enabled: false}}, podman: {{enabled: false}}}}";
        string plugin = $"plugins[]={{name: container, init_config: {{engines: {engines}}}}}";
        return new LiveProbe(await ProbeRun.StartWatching(["-o", "json_output=true", "-o", plugin, .. more]));
    }

    /// <summary>As <see cref="StartAsync"/>, and waits until the runtime has answered.</summary>
    internal static async Task<LiveProbe> StartReadyAsync(string socket, params string[] more)
    {
        var probe = await StartAsync(socket, more);
        try
        {
            await probe.UntilLoggedAsync($"runtime at {socket}: ");
            return probe;
        }
        catch (Exception)
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a rule has alerted as wanted so many times; gives these alerts.</summary>
    internal async Task<LiveAlert[]> UntilAsync(string rule, Func<LiveAlert, bool> wanted, int count = 1)
    {
        LiveAlert[] found = [];
        await _run.WaitFor(() => (found = Find(rule, wanted)).Length >= count, $"{count} alerts of {rule}");
        return found;
    }

    /// <summary>Waits until the probe has said something.</summary>
    internal Task UntilLoggedAsync(string text) =>
        _run.WaitFor(() => _run.ErrorText.Contains(text, StringComparison.Ordinal), $"the line `{text}`");

    /// <summary>Waits until nothing that was done before can alert any more.</summary>
    internal static Task SettleAsync() => Task.Delay(Settled);

    /// <summary>The alerts of a rule that are as wanted.</summary>
    internal LiveAlert[] Find(string rule, Func<LiveAlert, bool> wanted) =>
        [.. Alerts.Where(alert => alert.Rule == rule && wanted(alert))];

    /// <summary>Ends it, in good order; what it wrote can be asked for still.</summary>
    internal void End()
    {
        Assert.Equal(0, _run.Terminate());
        _end = _run.Errors;
        Assert.DoesNotContain("xception", _run.ErrorText, StringComparison.Ordinal);
    }

    /// <summary>A figure of its last line: <c>late</c>, for example.</summary>
    internal long Figure(string name) => long.Parse(
        Regex.Match(_end![^1].Text, $@"{name} (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Its last line, which counts everything.</summary>
    internal string LastLine => _end![^1].Text;

    public void Dispose() => _run.Dispose();
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>
/// A shell that starts one program after the other, each with its number on the command line, and a rule that finds
/// them.
/// </summary>
internal sealed class NumberedExecs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = $"drill-{Guid.NewGuid():N}-";
    private readonly Process _shell;

    /// <summary>Starts them.</summary>
    /// <param name="pause">Between two of them.</param>
    public NumberedExecs(TimeSpan pause)
    {
        Rules = _folder.Write("rules.yaml", $"""
            - rule: Numbered exec
              desc: one of the programs that a test starts
              condition: evt.type = execve and evt.rawres >= 0 and proc.args contains "{_mark}"
              output: "found %proc.args in %container.name"
              priority: WARNING
              tags: [drill]
            """);
        string seconds = pause.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        string script = _folder.Write("execs.sh", $"""
            i=0
            while [ ! -e "$0.stop" ]; do
                /bin/true {_mark}$i
                i=$((i + 1))
                sleep {seconds}
            done
            """);
        _shell = Process.Start("sh", [script]);
        _stop = script + ".stop";
    }

    private readonly string _stop;

    /// <summary>The file with the rule.</summary>
    public string Rules { get; }

    /// <summary>Ends them; the last one is over.</summary>
    public void Stop()
    {
        File.WriteAllText(_stop, "");
        _shell.WaitForExit();
    }

    /// <summary>The number in an alert's JSON; null when it is another alert, or another line.</summary>
    public int? NumberIn(string json)
    {
        if (!json.StartsWith('{') || !json.Contains(_mark, StringComparison.Ordinal)) return null;
        using var alert = JsonDocument.Parse(json);
        string? found = alert.RootElement.GetProperty("output_fields").GetProperty("proc.args").GetString();
        return int.Parse(found![_mark.Length..], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_shell.HasExited) _shell.Kill();
        _shell.Dispose();
        _folder.Dispose();
    }
}

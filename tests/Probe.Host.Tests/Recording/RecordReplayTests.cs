using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests.Recording;

/// <summary>What is recorded, replayed, gives the alerts that were given live.</summary>
[Collection("live")]
public class RecordReplayTests
{
    private const string Fields =
        "%evt.type %evt.res %evt.rawres %evt.failed %evt.rawtime %evt.cpu %evt.is_open_read %evt.is_open_write "
        + "%proc.name %proc.cmdline %proc.args %proc.exe %proc.exepath %proc.cwd %proc.pid %proc.ppid %proc.pname "
        + "%proc.pcmdline %proc.pexepath %proc.aname[2] %proc.apid[2] %proc.sid %proc.sname %proc.vpgid %proc.vpid "
        + "%proc.pvpid %proc.tty %proc.exe_ino %proc.is_exe_writable %proc.is_exe_upper_layer %thread.tid %thread.vtid "
        + "%thread.cap_effective %user.name %user.uid %user.loginuid %group.name %group.gid %container.id "
        + "%container.name %fd.name %fd.typechar %fd.type %fd.num %fd.directory %fd.filename %fd.sip %fd.sport "
        + "%fd.cport %evt.arg.flags %evt.arg.mode %evt.arg.data";

    // Links, failures, relative names, subshells, another user, connections that work and that are refused.
    private const string Load = """
        exec >/dev/null
        cd "$(dirname "$0")" && mkdir -p deep/er && echo x > deep/file
        ln -sf deep/file link; ln -sf deep linkdir; ln -sf /bin/true runlink
        cat link linkdir/file ./deep/../deep/file none deep/none 2>/dev/null
        read x < link; read y < /etc/hostname; echo a >> created; exec 3<linkdir/er 3<&-
        ./runlink one two; ./not-there 2>/dev/null; ./deep 2>/dev/null
        (cat link; (cat link)) | cat | cat >/dev/null
        (echo hi > /dev/udp/127.0.0.1/PORT) 2>/dev/null
        (echo hi > /dev/tcp/127.0.0.1/PORT) 2>/dev/null
        (echo hi > /dev/tcp/127.0.0.1/1) 2>/dev/null
        setpriv --reuid=65534 --regid=65534 --clear-groups cat /etc/passwd >/dev/null
        /bin/true the-end
        """;

    [Fact]
    public async Task ReplayOfWhatFollowedAnAlertGivesTheAlertsThatWereGivenLive()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string mark = $"mark-{Guid.NewGuid():N}";
        string script = folder.Write($"{mark}.sh", Load.Replace(
            "PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal));
        string rules = folder.Write("rules.yaml", $"""
            - rule: Calls
              desc: every call of the load
              condition: >-
                evt.type in (execve, execveat, open, openat, openat2, creat, connect, sendto, sendmsg, clone, clone3,
                fork, vfork, procexit) and (proc.cmdline contains {mark} or proc.pcmdline contains {mark})
              output: "{Fields}"
              priority: DEBUG
            """);
        string[] arguments =
        [
            "-r", rules, "-o", "json_output=true", "-o", "deduplication.enabled=false", "-o", "webserver.enabled=false",
        ];
        string prefix = Path.Combine(folder.Path, "capture");
        using var live = await ProbeRun.StartWatching(
            [.. arguments, "-o", "capture.enabled=true", "-o", "capture.mode=all_rules", "-o",
                "capture.default_duration=3600000", "-o", $"capture.path_prefix={prefix}"]);

        // The recording begins with the first alert; what waits for its container at that moment may lack a side.
        using (var first = System.Diagnostics.Process.Start("bash", ["-c", "true", $"first-{mark}"]))
        {
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await live.WaitFor(() => live.OutputText.Contains("first-"), "the first alert");
        using (var load = System.Diagnostics.Process.Start("bash", [script]))
        {
            await load.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await live.WaitFor(() => live.OutputText.Contains("true the-end"), "the last alert");
        Assert.Equal(0, live.Terminate());
        string file = Assert.Single(Directory.GetFiles(folder.Path, "*.scap"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Matches(@"/capture_\d{20}_\d{20}\.scap$", file);

        var (replayed, status) = ProbeRun.ToEnd(
            [.. arguments, "-o", "engine.kind=replay", "-o", $"engine.replay.capture_file={file}"]);

        Assert.True(status == 0, replayed.ErrorText);
        var given = Alerts(live).Where(alert => !alert.Contains("first-")).ToList();
        Assert.True(given.Count > 50, $"only {given.Count} alerts");
        Assert.Equal(given, Alerts(replayed).Where(alert => !alert.Contains("first-")));
        replayed.Dispose();
    }

    [Fact]
    public async Task TheVerbRecordsWhatItsConditionChooses()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "out.scap");
        string name = $"n{Guid.NewGuid():N}"[..12];
        string program = Path.Combine(folder.Path, name);
        File.Copy("/bin/true", program);
        using var run = await ProbeRun.StartWatching(
            "record", "-o", file, "--compress", "proc.name", "=", name, "and", "evt.type", "=", "execve");
        for (int i = 0; i < 3; i++)
        {
            using var process = System.Diagnostics.Process.Start(program);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, run.Terminate());
        Assert.Contains("3 events", run.ErrorText);
        byte[] gzip = [0x1f, 0x8b];
        Assert.Equal(gzip, File.ReadAllBytes(file)[..2]);
        string rules = folder.Write("rules.yaml", """
            - rule: All
              desc: all
              condition: evt.num > 0
              output: "%evt.type %proc.exepath"
              priority: DEBUG
            """);
        var (replayed, status) = ProbeRun.ToEnd(
            "-r", rules, "-o", "deduplication.enabled=false", "-o", "engine.kind=replay", "-o",
            $"engine.replay.capture_file={file}");
        Assert.Equal(0, status);
        string end = $"execve {program}";
        Assert.Equal(3, replayed.Output.Count(line => line.Text.EndsWith(end, StringComparison.Ordinal)));
        Assert.Equal(3, replayed.Output.Count(line => line.Text.Contains("Debug")));
        replayed.Dispose();
    }

    [Theory]
    [InlineData("out.scap", "exists: remove it, or name another file", "")]
    [InlineData("none/out.scap", "is no folder: make it, or name another", "")]
    [InlineData("new.scap", "the rules cannot be used", "proc.nam = x")]
    public void TheVerbRefusesWhatCannotBeRecorded(string path, string error, string condition)
    {
        using var folder = new TemporaryFolder();
        folder.Write("out.scap", "");

        var (run, status) = ProbeRun.ToEnd(
            "record", "-o", Path.Combine(folder.Path, path), condition.Length == 0 ? "evt.num > 0" : condition);

        Assert.Equal(1, status);
        Assert.Contains(error, run.ErrorText);
        Assert.False(File.Exists(Path.Combine(folder.Path, "new.scap")));
        run.Dispose();
    }

    [Fact]
    public async Task AHangUpEndsTheVerbAndKeepsWhatWasRecorded()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "out.scap");
        using var run = await ProbeRun.StartWatching("record", "-o", file, "proc.name = no-such-program");

        run.Hangup();

        Assert.Equal(0, run.WaitForEnd());
        Assert.Contains("out.scap: ", run.ErrorText);
        var (replayed, status) = ProbeRun.ToEnd("-o", "engine.kind=replay", "-o", $"engine.replay.capture_file={file}");
        Assert.True(status == 0, replayed.ErrorText);
        replayed.Dispose();
    }

    [Fact]
    public async Task AFolderThatIsNotThereIsToldAtTheStart()
    {
        using var run = await ProbeRun.StartWatching(
            "-o", "capture.enabled=true", "-o", "capture.path_prefix=/nowhere/at-all/c");

        Assert.Equal(0, run.Terminate());
        Assert.Single(run.Errors, line => line.Text.Contains("/nowhere/at-all is no folder"));
    }

    // In the order of their events: those that waited for a container's description come later live.
    private static List<string> Alerts(ProbeRun run) =>
    [
        .. run.Output.Select(line => line.Text).Where(line => line.StartsWith('{'))
            .Order(StringComparer.Ordinal)
            .OrderBy(TimeOf, StringComparer.Ordinal),
    ];

    private static string TimeOf(string line)
    {
        using var alert = JsonDocument.Parse(line);
        return alert.RootElement.GetProperty("time").GetString()!;
    }
}

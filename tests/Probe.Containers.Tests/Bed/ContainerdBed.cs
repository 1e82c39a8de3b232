using System.Diagnostics;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>
/// A real containerd with its CRI in a temporary folder, with the images of the KOSMOS platform made locally. One for
/// all tests; it goes with all that it started, also after a failure. Without privilege or packages it is not started,
/// and says what is missing.
/// </summary>
public sealed class ContainerdBed : IAsyncLifetime
{
    internal const string Zeus = "docker.io/kosmos/zeus-agent:1.0";
    internal const string Gateway = "docker.io/kosmos/mcp-gateway:1.0";
    internal const string Database = "docker.io/kosmos/mcp-database:1.0";
    internal const string Other = "docker.io/library/other:1.0";
    internal const string Pause = "localhost/pause:3.6";

    private readonly List<string> _own = [];
    private Process? _containerd;
    private string _busybox = "";

    /// <summary>Why there is no bed; empty when there is one.</summary>
    internal string Missing { get; private set; } = "";

    internal string Folder { get; private set; } = "";

    internal string State => Path.Combine(Folder, "state");

    /// <summary>Beside the state, where every containerd has it: bundles are looked for there.</summary>
    internal string Socket => Path.Combine(State, "containerd.sock");

    internal int Pid => _containerd?.Id ?? 0;

    internal Kubelet Kubelet { get; private set; } = null!;

    /// <summary>The probe's options for this bed, and no other runtime.</summary>
    internal RuntimeOptions Options => new()
    {
        Sockets = [new RuntimeSocket(RuntimeKind.Cri, Socket)],
        Bundles = new BundleFolders([State], []),
    };

    /// <summary>The same with more patience, for what is no question of time.</summary>
    internal RuntimeOptions PatientOptions => Options with
    {
        RequestTimeout = ProbeRun.Patience,
        AnswerTimeout = ProbeRun.Patience,
    };

    public async ValueTask InitializeAsync()
    {
        Missing = FindMissing();
        if (Missing.Length > 0) return;
        Folder = Directory.CreateTempSubdirectory("kosmos-bed-").FullName;

        // The root of a user namespace is nobody on the node, and must find its way to its container's files.
        const UnixFileMode Way = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | Way);
        foreach (string folder in (string[])["opt", "cni/net.d", "logs", "images"])
        {
            Directory.CreateDirectory(Path.Combine(Folder, folder));
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "config.toml"), ContainerdConfig.Text(Folder));
        await File.WriteAllTextAsync(Path.Combine(Folder, "cni/net.d/10-bridge.conflist"), ContainerdConfig.Bridge());
        await StartContainerdAsync();
        foreach (string image in (string[])[Zeus, Gateway, Database, Other, Pause])
        {
            string archive = Path.Combine(Folder, "images", $"{image.Replace('/', '-').Replace(':', '-')}.tar");
            ImageArchive.Write(archive, image, _busybox);
            await CtrAsync("image", "import", archive);
        }

        Kubelet = new Kubelet(Socket, Path.Combine(Folder, "logs"));
    }

    /// <summary>Skips a test where there is no bed.</summary>
    internal void Demand() => Assert.SkipWhen(Missing.Length > 0, $"no container test bed: {Missing}");

    /// <summary>Starts containerd, again after it was stopped.</summary>
    internal async Task StartContainerdAsync()
    {
        var start = new ProcessStartInfo("containerd", ["-c", Path.Combine(Folder, "config.toml"), "-l", "info"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _containerd = Process.Start(start)!;
        var log = File.AppendText(Path.Combine(Folder, "containerd.log"));
        _containerd.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.WriteLine(line.Data);
        };
        _containerd.BeginErrorReadLine();
        _containerd.BeginOutputReadLine();
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < ProbeRun.Patience;)
        {
            if (await CommandLine.TryAsync("ctr", "-a", Socket, "version")) return;
            Assert.False(_containerd.HasExited, $"containerd ended: see {Folder}/containerd.log");
            await Task.Delay(50);
        }

        Assert.Fail("containerd did not come up");
    }

    /// <summary>Ends containerd; its containers live on.</summary>
    internal void KillContainerd()
    {
        _containerd!.Kill();
        Assert.True(_containerd.WaitForExit(ProbeRun.Patience));
    }

    /// <summary>Sends containerd a signal.</summary>
    internal Task SignalAsync(string signal) => CommandLine.RunAsync("kill", $"-{signal}", $"{Pid}");

    /// <summary>Runs ctr in CRI's namespace.</summary>
    internal Task<string> CtrAsync(params string[] words) =>
        CommandLine.RunAsync("ctr", ["-a", Socket, "-n", "k8s.io", .. words]);

    /// <summary>Runs a container that CRI does not know.</summary>
    internal Task CtrRunAsync(string name, string image) => CtrRunAsync(name, image, []);

    /// <summary>Runs a container that CRI does not know, with options of ctr and a command of its own.</summary>
    internal async Task CtrRunAsync(string name, string image, string[] options, params string[] command)
    {
        _own.Add(name);
        await CtrAsync(["run", "-d", "--null-io", .. options, image, name, .. command]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing.Length > 0) return;
        try
        {
            await CommandLine.TryAsync("kill", "-CONT", $"{Pid}");
            if (_containerd?.HasExited != false) await StartContainerdAsync();
            await Kubelet.RemoveAllAsync();
            foreach (string name in _own)
            {
                await CommandLine.TryAsync("ctr", "-a", Socket, "-n", "k8s.io", "task", "kill", "-s", "9", name);
                await CommandLine.TryAsync("ctr", "-a", Socket, "-n", "k8s.io", "task", "delete", "-f", name);
            }
        }
        finally
        {
            Kubelet?.Dispose();
            if (_containerd is { HasExited: false }) KillContainerd();
            _containerd?.Dispose();
            BedRemains.Remove(Folder);
            BedRemains.RemoveGroups(["/k8s.io"]);
        }
    }

    private string FindMissing()
    {
        if (Environment.UserName != "root") return "it needs root";
        string? busybox = CommandLine.Find("busybox");
        string[] packages =
        [
            .. Wanted("containerd", CommandLine.Find("containerd") is not null && CommandLine.Find("ctr") is not null),
            .. Wanted("runc", CommandLine.Find("runc") is not null),
            .. Wanted("busybox-static", busybox is not null && IsStatic(busybox)),
            .. Wanted("containernetworking-plugins", Directory.Exists(ContainerdConfig.Plugins)),
        ];
        _busybox = busybox ?? "";
        return packages.Length == 0 ? "" : $"packages missing: {string.Join(", ", packages)} (deploy/setup.sh test)";
    }

    private static string[] Wanted(string package, bool isThere) => isThere ? [] : [package];

    // A dynamic program names its interpreter near its start.
    private static bool IsStatic(string program)
    {
        using var file = File.OpenRead(program);
        byte[] start = new byte[4096];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start.AsSpan(0, length).IndexOf("ld-linux"u8) < 0;
    }
}

using System.Net;
using System.Net.Sockets;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Containers.Cri;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>
/// The KOSMOS platform in small, watched by one probe: a pod with an address of its own and a container of each image,
/// as several users; and servers that accept whoever connects.
/// </summary>
public sealed class KosmosScene(ContainerdBed bed) : IAsyncLifetime
{
    /// <summary>A trusted address, which the pod itself has.</summary>
    internal const string Trusted = "10.42.7.7";

    private readonly List<TcpListener> _servers = [];
    private readonly Dictionary<string, string> _ids = [];
    private PodSandboxConfig _pod = null!;
    private string _podId = "";
    private int _number;

    internal LiveProbe Probe { get; private set; } = null!;

    /// <summary>The pod's own address, and that of the servers.</summary>
    internal string Address { get; private set; } = "";

    internal string Server { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (bed.Missing.Length > 0) return;
        Probe = await LiveProbe.StartReadyAsync(bed.Socket);
        _pod = bed.Kubelet.Pod("kosmos-0", NamespaceMode.Pod);
        _podId = await bed.Kubelet.RunPodAsync(_pod);
        await AddAsync("zeus", ContainerdBed.Zeus, user: 0);
        await AddAsync("zeus-user", ContainerdBed.Zeus, user: 1000);
        await AddAsync("zeus-guard", ContainerdBed.Zeus, user: 2000);
        await AddAsync("gateway", ContainerdBed.Gateway, user: 0);
        await AddAsync("database", ContainerdBed.Database, user: 0);
        await AddAsync("other", ContainerdBed.Other, user: 0);
        await ListenAsync();
    }

    /// <summary>Runs a command in a container, as <c>kubectl exec</c> does; gives what it printed.</summary>
    internal async Task<string> ExecAsync(string container, params string[] command) =>
        (await bed.Kubelet.ExecAsync(_ids[container], command)).Stdout.ToStringUtf8();

    /// <summary>Copies a file of the node into a container, mode and all.</summary>
    internal async Task PutAsync(string container, string file, string path) =>
        await CommandLine.RunAsync("cp", ["-p", file, $"/proc/{await PidOfAsync(_ids[container])}/root{path}"]);

    /// <summary>As <see cref="ExecAsync"/>, of a program that cannot be started.</summary>
    internal async Task ExecInVainAsync(string container, params string[] command) =>
        Assert.NotEqual(0, (await bed.Kubelet.ExecAsync(_ids[container], command)).ExitCode);

    /// <summary>Runs a container with an entry point of its own; gives its name.</summary>
    internal async Task<string> EnterAsync(string image, params string[] command)
    {
        string name = $"entry-{Interlocked.Increment(ref _number)}";
        await bed.Kubelet.RunAsync(_podId, _pod, Kubelet.Container(_pod, name, image, command));
        return name;
    }

    /// <summary>Runs a command on the node, beside all containers.</summary>
    internal static async Task OnHostAsync(string program, params string[] words) =>
        await CommandLine.TryAsync(program, words);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) server.Dispose();
        Probe?.Dispose();
        if (_podId.Length > 0) await bed.Kubelet.RemovePodAsync(_podId);
    }

    private async Task AddAsync(string name, string image, long user)
    {
        var config = Kubelet.Container(_pod, name, image);
        config.Linux.SecurityContext.RunAsUser = new Int64Value { Value = user };
        _ids[name] = await bed.Kubelet.RunAsync(_podId, _pod, config);
    }

    private async Task<string> PidOfAsync(string id) => (await bed.CtrAsync("task", "ls")).Split('\n')
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Single(words => words.Length > 1 && words[0] == id)[1];

    private async Task ListenAsync()
    {
        string pid = await PidOfAsync(_podId);
        string[] inside = ["-t", pid, "-n", "ip"];
        await CommandLine.RunAsync("nsenter", [.. inside, "addr", "add", $"{Trusted}/32", "dev", "lo"]);
        string[] shown = (await CommandLine.RunAsync("nsenter", [.. inside, "-4", "-o", "addr", "show", "dev", "eth0"]))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Address = shown[Array.IndexOf(shown, "inet") + 1].Split('/')[0];
        Server = $"{ContainerdConfig.Subnet}.1";
        foreach (int port in (int[])[443, 5432, 5433, 8081])
        {
            var server = new TcpListener(IPAddress.Parse(Server), port);
            server.Start();
            _servers.Add(server);
            _ = AcceptAsync(server);
        }

        await EnterAsync(ContainerdBed.Other, "/bin/nc", "-ll", "-p", "8081", "-e", "/bin/true");
    }

    private static async Task AcceptAsync(TcpListener server)
    {
        try
        {
            while (true)
            {
                (await server.AcceptSocketAsync()).Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The scene ends.
        }
    }
}

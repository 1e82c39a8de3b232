using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>
/// A network namespace with an address that is not loopback, and a listener on all of its addresses: connections
/// succeed on a machine without a network, and on no port of the machine itself.
/// </summary>
internal sealed partial class TestNetwork : IDisposable
{
    private const int CloneNewNet = 0x40000000;

    private readonly string _name = $"kosmos-probe-{Guid.NewGuid().ToString("N")[..8]}";
    private TcpListener? _listener;

    private TestNetwork()
    {
    }

    /// <summary>The address that counts as another place.</summary>
    public string Address => "10.43.7.2";

    /// <summary>Makes it.</summary>
    /// <param name="port">Where it listens.</param>
    public static TestNetwork Create(int port)
    {
        var network = new TestNetwork();
        Ip($"netns add {network._name}");
        Ip($"-n {network._name} link set lo up");
        Ip($"-n {network._name} addr add {network.Address}/32 dev lo");

        // A socket belongs to the namespace of the thread that made it; the thread goes, the socket stays.
        Exception? fault = null;
        var thread = new Thread(() => fault = Record.Exception(() => network.Listen(port)));
        thread.Start();
        thread.Join();
        Assert.Null(fault);
        return network;
    }

    /// <summary>Connects from a process in the namespace; fails when the connection does.</summary>
    public void Connect(string address, int port) => Run("bash", "-c", $"exec 3<>/dev/tcp/{address}/{port}");

    /// <summary>Runs a program in the namespace, to its end; fails when it does.</summary>
    public void Run(string program, params string[] words)
    {
        using var process = Process.Start("ip", ["netns", "exec", _name, program, .. words]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        Ip($"netns delete {_name}");
    }

    private void Listen(int port)
    {
        using var handle = File.OpenHandle($"/run/netns/{_name}");
        Assert.Equal(0, SetNamespace(handle, CloneNewNet));
        _listener = TcpListener.Create(port);
        _listener.Start();
    }

    private static void Ip(string arguments)
    {
        using var process = Process.Start("ip", arguments.Split(' '));
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ip {arguments}: status {process.ExitCode}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeHandle handle, int type);
}

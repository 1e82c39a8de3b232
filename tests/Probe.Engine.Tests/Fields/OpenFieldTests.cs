using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

/// <summary>What a process has open and has used, of a real one: a shell with files and connections.</summary>
public sealed class OpenFieldTests : IDisposable
{
    private static ulong _events;

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly Process _shell;
    private readonly World _world;
    private readonly int _port;

    public OpenFieldTests()
    {
        _server.Start();
        _port = ((IPEndPoint)_server.LocalEndpoint).Port;
        string script = $"exec 20</dev/null 21</etc/passwd 22<>/dev/tcp/127.0.0.1/{_port} 23<>/dev/udp/127.0.0.1/9 "
            + "24< <(sleep 1000); sleeper=$!; echo ready; read line; kill $sleeper";
        _shell = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", _shell.StandardOutput.ReadLine());
        _world = new World(NodeState.ForHost("", ThreadTable.DefaultCapacity));
        _world.Threads.Seed();
    }

    public void Dispose()
    {
        End();
        _shell.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void DescriptorsAreCounted()
    {
        int count = Directory.GetFiles($"/proc/{_shell.Id}/fd").Length;
        Assert.True(count >= 8, $"{count} open");
        Assert.Equal(count.ToString(CultureInfo.InvariantCulture), Read("proc.fdopencount"));
        double limit = double.Parse(Read("proc.fdlimit")!, CultureInfo.InvariantCulture);
        double usage = double.Parse(Read("proc.fdusage")!, CultureInfo.InvariantCulture);
        Assert.Equal(count * 100 / limit, usage, tolerance: 0.001);
    }

    [Theory]
    [InlineData("fd.types[0]", "pipe")]
    [InlineData("fd.types[20]", "file")]
    [InlineData("fd.types[21]", "file")]
    [InlineData("fd.types[22]", "ipv4")]
    [InlineData("fd.types[23]", "ipv4")]
    [InlineData("fd.types[24]", "pipe")]
    [InlineData("fd.types[39]", null)]
    public void TypesOfDescriptorsAreTold(string field, string? expected) => Assert.Equal(expected, Read(field));

    [Fact]
    public void EachTypeIsListedOnce()
    {
        string[] types = Read("fd.types")!.Split(' ');
        Assert.Equal(types.Distinct(), types);
        Assert.Superset(new HashSet<string> { "pipe", "file", "ipv4" }, types.ToHashSet());
        Assert.Null(_world.Read(Of(Records.Exit()), "fd.types"));
    }

    [Fact]
    public void WhatAPollWaitsForIsListedWithItsEnds()
    {
        using var accepted = _server.AcceptTcpClient();
        int client = ((IPEndPoint)accepted.Client.RemoteEndPoint!).Port;
        byte[] poll = Poll(21, 22, 23, 99);
        Assert.Equal("21,22,23,99", _world.Read(poll, "fdlist.nums"));
        string[] names = _world.Read(poll, "fdlist.names")!.Split(',');
        Assert.Equal(["/etc/passwd", $"127.0.0.1:{client}->127.0.0.1:{_port}"], names[..2]);
        Assert.Matches(@"^127\.0\.0\.1:\d+->127\.0\.0\.1:9$", names[2]);
        Assert.Equal("<NA>", names[3]);
        Assert.Equal("127.0.0.1,127.0.0.1", _world.Read(poll, "fdlist.cips"));
        Assert.Equal("127.0.0.1,127.0.0.1", _world.Read(poll, "fdlist.sips"));
        Assert.StartsWith($"{client},", _world.Read(poll, "fdlist.cports"), StringComparison.Ordinal);
        Assert.Equal($"{_port},9", _world.Read(poll, "fdlist.sports"));
        Assert.Null(Read("fdlist.names"));
    }

    [Fact]
    public void WhoAcceptedIsTheServer()
    {
        using var accepted = _server.AcceptTcpClient();
        int client = ((IPEndPoint)accepted.Client.RemoteEndPoint!).Port;
        int listens = (int)_server.Server.SafeHandle.DangerousGetHandle();
        byte[] poll = Poll(
            (uint)Environment.ProcessId, listens, (int)accepted.Client.SafeHandle.DangerousGetHandle());
        Assert.Equal(
            $"127.0.0.1:{_port},127.0.0.1:{client}->127.0.0.1:{_port}", _world.Read(poll, "fdlist.names"));
        Assert.Equal($"{client}", _world.Read(poll, "fdlist.cports"));
        Assert.Equal($"{_port},{_port}", _world.Read(poll, "fdlist.sports"));
    }

    [Fact]
    public void CpuTimeIsWhatTheKernelCounts()
    {
        long before = long.Parse(CpuTime(), CultureInfo.InvariantCulture);
        long told = long.Parse(Read("thread.totexectime")!, CultureInfo.InvariantCulture);
        Assert.InRange(told, Math.Max(before, 1), long.Parse(CpuTime(), CultureInfo.InvariantCulture));
        Assert.Equal("0", Read("thread.exectime"));
    }

    [Theory]
    [InlineData("proc.fdopencount")]
    [InlineData("proc.fdusage")]
    [InlineData("fd.types")]
    [InlineData("thread.totexectime")]
    public void OfAProcessThatHasEndedNothingIsKnown(string field)
    {
        Assert.NotNull(Read(field));
        End();
        Assert.Null(_world.Read(Of(Records.Openat("/later")), field));
    }

    /// <summary>A flood of questions does not take the event thread's time; what is left out is counted.</summary>
    [Fact]
    public void TooManyQuestionsAreRefusedAndCounted()
    {
        Assert.Equal(0ul, _world.Node.LookUpsRefused);
        var clock = Stopwatch.StartNew();
        while (_world.Node.LookUpsRefused == 0 && clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            Read("fd.types");
        }

        Assert.NotEqual(0ul, _world.Node.LookUpsRefused);
    }

    private string CpuTime() => File.ReadAllText($"/proc/{_shell.Id}/task/{_shell.Id}/schedstat").Split(' ')[0];

    private void End()
    {
        if (_shell.HasExited) return;
        _shell.StandardInput.WriteLine();
        _shell.WaitForExit();
    }

    private string? Read(string field) => _world.Read(Of(Records.Openat("/some")), field);

    private byte[] Poll(params int[] descriptors) => Poll((uint)_shell.Id, descriptors);

    private static byte[] Poll(uint pid, params int[] descriptors)
    {
        byte[] entries = new byte[descriptors.Length * 8];
        for (int i = 0; i < descriptors.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entries.AsSpan(i * 8), descriptors[i]);
        }

        return Of(pid, Records.Call(EventType.Poll, (ref call, texts) => call.Texts[0] = texts.Add(entries)));
    }

    private byte[] Of(byte[] record) => Of((uint)_shell.Id, record);

    // As the shell's own, of an unknown start; each an event by itself.
    private static byte[] Of(uint pid, byte[] record)
    {
        ref var header = ref System.Runtime.InteropServices.MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
        (header.Pid, header.Tid, header.ThreadStartNs) = (pid, pid, 0);
        header.TimeNs += Interlocked.Increment(ref _events);
        return record;
    }
}

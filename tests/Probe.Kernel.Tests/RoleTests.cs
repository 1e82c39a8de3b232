namespace KosmosProbe.Kernel.Tests;

/// <summary>Who is client and who server of a connection, whichever end is asked and by whatever call.</summary>
[Collection(KernelCollection.Name)]
public sealed class RoleTests(ProbeSession session)
{
    private static readonly string[] Steps =
    [
        "server-recvfrom", "server-recvmsg", "server-recvmmsg", "client-recvfrom", "client-recvmsg",
        "client-recvmmsg", "server-dup", "client-dup", "server-sendto", "client-sendto", "half-closed-dup",
    ];

    [Theory]
    [InlineData("127.0.0.1", "free")]
    [InlineData("127.0.0.1", "bound")]
    [InlineData("::1", "free")]
    [InlineData("::1", "bound")]
    public void BothEndsOfAConnectionNameTheCallerFirst(string address, string port)
    {
        var run = session.Run("role-connection", address, port);
        var fields = new CallFields(run);
        string name = $"{address}:{run["role"]["from"]}->{address}:{run["role"]["port"]}";
        foreach (string step in Steps)
        {
            Assert.Equal($"{step} {name}", $"{step} {fields.Read(step, "fd.name")}");
            Assert.Equal(run["role"]["port"], fields.Read(step, "fd.sport"));
            Assert.Equal(run["role"]["from"], fields.Read(step, "fd.cport"));
        }
    }

    [Fact]
    public void WhatWasReceivedCameFromTheOtherEnd()
    {
        var run = session.Run("role-connection", "127.0.0.1", "free");
        var fields = new CallFields(run);
        var role = run["role"];
        foreach (var (step, from, to) in new[] { ("server", "from", "port"), ("client", "port", "from") })
        {
            foreach (string call in new[] { "recvfrom", "recvmsg", "recvmmsg" })
            {
                Assert.Equal($"127.0.0.1:{role[from]}->127.0.0.1:{role[to]}",
                    fields.Read($"{step}-{call}", "evt.arg.tuple"));
            }
        }
    }

    [Fact]
    public void DatagramsComeToTheServerThatHasBoundItsPort()
    {
        var run = session.Run("role-datagrams");
        var fields = new CallFields(run);
        string name = $"127.0.0.1:{run["role"]["from"]}->127.0.0.1:{run["role"]["port"]}";
        Assert.Equal(name, fields.Read("server-recvfrom", "fd.name"));
        Assert.Equal(name, fields.Read("client-recvfrom", "fd.name"));
    }
}

using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>
/// Connections that come to stand at standard descriptors by messages, and out of a ring's own table.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class GivenTests(ProbeSession session)
{
    [Theory]
    [InlineData("one", EventType.Recvmsg, "0")]
    [InlineData("three", EventType.Recvmsg, "0,1,2")]
    [InlineData("behind-credentials", EventType.Recvmsg, "0")]
    [InlineData("batch", EventType.Recvmmsg, "0")]
    [InlineData("compat", EventType.Recvmsg, "0")]
    [InlineData("above", EventType.Recvmsg, "")]
    [InlineData("plain", EventType.Recvmsg, "")]
    public void WhatCameWithAMessageIsToldAsACopy(string step, EventType call, string expected)
    {
        var run = session.RunBeyondFalco([], "given-messages");
        var records = run.During(run[step]);

        Assert.Equal(step == "batch" ? 2 : 1, records.Count(record => record.Type == call));
        Assert.Equal(expected, Copies(run, records));
    }

    [Fact]
    public void CopiesAreToldToWhoWantsCopiesAlone()
    {
        var run = session.RunBeyondFalco([EventType.Recvmsg, EventType.Recvmmsg], "given-messages");

        Assert.All(
            [("one", "0"), ("three", "0,1,2"), ("batch", "0"), ("compat", "0"), ("above", ""), ("plain", "")],
            one => Assert.Equal(one.Item2, Copies(run, run.During(run[one.Item1]))));
    }

    [Fact]
    public void FalcosViewKnowsNoneOfThem()
    {
        var run = session.Run("given-messages");

        Assert.Equal(EventType.Recvmsg, run.Only(run["one"]).Type);
        Assert.DoesNotContain(run.During(run["batch"]), record => record.Type == EventType.Dup);
    }

    [Fact]
    public void WhatARingInstallsIsToldAsACopy()
    {
        Privilege.Demand();
        Assert.SkipUnless(session.SeesRequests, "this kernel does not show requests of io_uring");
        var run = session.RunBeyondFalco([], "given-by-ring");
        Assert.SkipUnless(run["ring"]["there"] == "yes", "this kernel has no IORING_OP_FIXED_FD_INSTALL: 6.8");
        var records = run.During(run["install"]);

        Assert.Equal("0", run["install"]["result"]);
        Assert.Equal("0", Copies(run, records, "ring"));
        var copy = Assert.Single(records, record => record.Type == EventType.Dup);
        Assert.Equal("true", new CallFields(run).ReadAt(copy, "evt.is_io_uring"));
    }

    // The descriptors that came, each of which is the connection.
    private static string Copies(WorkloadRun run, List<Recorded> records, string fact = "ends")
    {
        var fields = new CallFields(run);
        var copies = records.Where(record => record.Type == EventType.Dup).ToList();
        string name = $"127.0.0.1:{run[fact]["from"]}->127.0.0.1:{run[fact]["port"]}";
        Assert.All(copies, copy => Assert.Equal(name, fields.ReadAt(copy, "fd.name")));
        Assert.All(copies, copy => Assert.Equal("ipv4", fields.ReadAt(copy, "fd.type")));
        Assert.All(
            copies, copy => Assert.Equal(fields.ReadAt(copy, "evt.rawres"), fields.ReadAt(copy, "fd.num")));
        return string.Join(',', copies.Select(copy => fields.ReadAt(copy, "evt.rawres")));
    }
}

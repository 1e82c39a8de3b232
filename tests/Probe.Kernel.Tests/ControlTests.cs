using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What is received beside a message's data: msgcontrol, as the kernel wrote it for the caller.</summary>
[Collection(KernelCollection.Name)]
public class ControlTests(ProbeSession session)
{
    // CONTROL_BYTES_MAX, bpf/events.h.
    private const int BytesMax = 256;

    [Fact]
    public void ControlMessagesAreToldAsTheyCame()
    {
        var run = session.Run("beside");
        Assert.Equal(run["one"]["bytes"], Control(run.Only(run["recvmsg"])));
        Assert.Equal(run["batch"]["bytes"], Control(run.Only(run["recvmmsg"])));
        Assert.Contains("0100000001000000", run["one"]["bytes"], StringComparison.Ordinal);
        Assert.NotNull(new CallFields(run).ReadAll("recvmsg", "evt.arg.msgcontrol")[0]);
    }

    [Fact]
    public void LongOnesAreCutAndMarked()
    {
        var run = session.Run("beside");
        var record = run.Only(run["recvmsg-long"]);
        Assert.True(run["long"].Number("length") > BytesMax);
        Assert.Equal(run["long"]["bytes"][..(2 * BytesMax)], Control(record));
        Assert.True(record.Header.Flags.HasFlag(RecordFlags.Truncated));
    }

    [Fact]
    public void WithoutAnyTheyAreMissing()
    {
        var run = session.Run("beside");
        Assert.Equal("", Control(run.Only(run["recvmsg-none"])));
        Assert.Equal("", Control(run.Only(run["recvmsg-fails"])));
    }

    private static string Control(Recorded record) =>
        Convert.ToHexString(record.Seen.Text(record.As<SendEvent>().Control));
}

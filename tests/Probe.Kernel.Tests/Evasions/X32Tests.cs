using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>
/// Calls by the numbers of x32 tell what the native ones do. Few kernels take these: Debian's with
/// <c>syscall.x32=y</c> on their command line, as tests/kernels/run.sh starts them.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class X32Tests(ProbeSession session) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CallsAreToldAsTheNativeOnes()
    {
        var run = Run();
        var fields = new CallFields(run);
        string file = $"{_folder.Path}/file";
        foreach (var (step, field, expected) in new[]
        {
            ("openat", "evt.type", "openat"), ("openat", "fd.name", file), ("openat", "evt.is_open_write", "true"),
            ("chmod", "evt.args", $"res=0 filename=file({file}) mode=0640(S_IRGRP|S_IWUSR|S_IRUSR)"),
            ("unlink", "evt.args", $"res=0 path=file({file})"),
            ("dup2", "evt.type", "dup2"), ("dup2", "fd.num", "77"),
            ("sendmsg", "evt.type", "sendmsg"), ("sendmsg", "fd.sport", "9"), ("sendmsg", "evt.buffer", "hello"),
            ("connect", "evt.type", "connect"), ("connect", "fd.sport", "9"),
        })
        {
            Assert.Equal($"{step} {field} {expected}", $"{step} {field} {fields.Read(step, field)}");
        }

        Assert.DoesNotContain(run.Of(run.Pid), record => record.Header.Flags.HasFlag(RecordFlags.Compat));
    }

    [Fact]
    public void EachDatagramOfACallTellsItsDestination()
    {
        var run = Run();
        var sent = run.During(run["sendmmsg"]);
        Assert.Equal(2, sent.Count);
        Assert.All(sent, record =>
        {
            Assert.Equal(EventType.Sendmmsg, record.Type);
            Assert.Equal(9, record.As<SendEvent>().Socket.RemotePort);
            Assert.Equal("hello", record.Text(record.As<SendEvent>().Data));
        });
    }

    [Fact]
    public void ExecsTellTheirArguments()
    {
        var run = Run();
        foreach (var (step, type, argument) in new[]
        {
            ("execve-fails", EventType.Execve, "one"), ("execveat-fails", EventType.Execveat, "two"),
        })
        {
            var record = run.Only(run[step]);
            Assert.Equal(type, record.Type);
            Assert.Equal($"tried\0{argument}\0", record.Text(record.As<ExecveEvent>().Args));
        }

        var executed = Assert.Single(
            run.Records, record => record.Type == EventType.Execve && record.Header.Result == 0
                && record.Text(record.As<ExecveEvent>().Args) == "tried\0nothing\0");
        Assert.Equal(Workload.Path, executed.Text(executed.As<ExecveEvent>().ExePath));
    }

    private WorkloadRun Run()
    {
        var run = session.Run("x32", _folder.Path, Workload.Path);
        Assert.SkipUnless(
            run["x32"]["there"] == "yes", "this kernel takes no calls of x32: it needs syscall.x32=y, or lacks them");
        return run;
    }
}

using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Arguments on pages that another thread gives the kernel while it reads them, and takes away before the call ends:
/// what counts is what the kernel has read.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class FaultTests(ProbeSession session) : IDisposable
{
    private const string Args = "evt.args";

    private static readonly (string Step, string Field, string Expected)[] Names =
    [
        ("rename", Args, "res=0 oldpath=from({folder}/from) newpath=to({folder}/to)"),
        ("link", Args, "res=0 oldpath=to({folder}/to) newpath=other({folder}/other)"),
        ("symlink-fails", Args, "res=-17(EEXIST) target=/etc/shadow linkpath=other({folder}/other)"),
        ("renameat2-fails", Args, "res=-2(ENOENT) olddirfd=-100(AT_FDCWD) oldpath=none({folder}/none) "
            + "newdirfd=-100(AT_FDCWD) newpath=never({folder}/never) flags=0"),
        ("chmod", Args, "res=0 filename=to({folder}/to) mode=0600(S_IWUSR|S_IRUSR)"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesAreThoseThatTheKernelRead()
    {
        Assert.SkipUnless(Check.Named == 0, "this kernel does not show the names that it took");
        _folder.Write("from");
        var run = session.Run("faulting-names", _folder.Path);
        Demand(run);
        CallChecks.CheckAll(run, _folder.Path, Names);
        Assert.All(Names, row => Assert.Equal(
            default, run.Only(run[row.Step]).Header.Flags & (RecordFlags.Fault | RecordFlags.FromUser)));
    }

    [Fact]
    public void ArgumentsOfANewImageAreThoseThatItGot()
    {
        var run = session.Run("faulting-arguments");
        Demand(run);
        var exec = Exec(run, run["there"].Unsigned("pid"));
        Assert.Equal("true\0first\0second\0", exec.Text(exec.As<ExecveEvent>().Args));
        Assert.Equal(0, exec.Header.Result);
        Assert.Equal(default, exec.Header.Flags & (RecordFlags.Fault | RecordFlags.FromUser | RecordFlags.Truncated));
    }

    /// <summary>Nobody has read them, so nobody knows them; which is said.</summary>
    [Fact]
    public void ArgumentsThatWereNeverThereAreMarked()
    {
        var run = session.Run("faulting-arguments");
        Demand(run);
        var exec = Exec(run, run["nowhere"].Unsigned("pid"));
        Assert.True(exec.Header.Result < 0);
        Assert.StartsWith("true\0", exec.Text(exec.As<ExecveEvent>().Args), StringComparison.Ordinal);
        Assert.True(exec.Header.Flags.HasFlag(RecordFlags.Fault), exec.Header.Flags.ToString());
    }

    private static Recorded Exec(WorkloadRun run, uint pid) =>
        Assert.Single(run.Of(pid), static record => record.Type == EventType.Execve);

    private static void Demand(WorkloadRun run) => Assert.SkipWhen(
        run["serving"]["error"] != "0", $"userfaultfd is forbidden here: errno {run["serving"]["error"]}");
}

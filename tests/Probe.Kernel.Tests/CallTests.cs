using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Every simple call, once with success and once without: all its parameters as rules read them. Expected texts name
/// what the workload printed in braces: {fact.key}, and {result} of the step.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class CallTests(ProbeSession session) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CallsThatChangeNamesTellAllParameters() =>
        CheckAll(session.Run("names", _folder.Path), CallCases.Names);

    [Fact]
    public void CallsAboutDescriptorsTellAllParameters() =>
        CheckAll(session.Run("descriptors", _folder.Write("file")), CallCases.Descriptors);

    [Fact]
    public void CallsAboutSocketsTellAllParametersAndBothEnds() =>
        CheckAll(session.Run("sockets", _folder["socket"]), CallCases.Sockets);

    [Fact]
    public void CallsThatChangeProcessesTellAllParameters() =>
        CheckAll(session.Run("identity"), CallCases.Identity);

    [Fact]
    public void RecordsSayWhoMadeTheCall()
    {
        var run = session.Run("names", _folder.Path);
        Check.Header(run.Only(run["unlinkat"]), run["unlinkat"], EventType.Unlinkat, Check.Named);
        Check.Header(run.Only(run["fchmod"]), run["fchmod"], EventType.Fchmod);
    }

    [Fact]
    public void TheDirectoryThatTheKernelSaysIsKept()
    {
        var run = session.Run("names", _folder.Path);
        var fields = new CallFields(run);
        Assert.Equal(_folder.Path + "/", fields.Read("unlink", "proc.cwd"));
        Assert.Equal(Check.Named == 0 ? "false" : "true", fields.Read("unlink", "evt.from_user"));
    }

    [Fact]
    public void WhatAProcessMayIsKeptAsTheKernelSays()
    {
        var run = session.Run("identity");
        var fields = new CallFields(run);
        Assert.Equal("CAP_CHOWN CAP_SETGID CAP_SETUID", fields.Read("setgid", "thread.cap_effective"));
        Assert.Equal("", fields.Read("setuid-fails", "thread.cap_effective"));
        Assert.Equal("12345", fields.Read("setuid-fails", "user.uid"));
    }

    private void CheckAll(WorkloadRun run, (string Step, string Field, string Expected)[] cases) =>
        CallChecks.CheckAll(run, _folder.Path, cases);
}

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
        Check.Header(run.Only(run["unlinkat"]), run["unlinkat"], EventType.Unlinkat);
        Check.Header(run.Only(run["fchmod"]), run["fchmod"], EventType.Fchmod);
    }

    [Fact]
    public void TheDirectoryThatTheKernelSaysIsKept()
    {
        var run = session.Run("names", _folder.Path);
        var fields = new CallFields(run);
        Assert.Equal(_folder.Path + "/", fields.Read("unlink", "proc.cwd"));
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

    // All differences of a run in one message.
    private void CheckAll(WorkloadRun run, (string Step, string Field, string Expected)[] cases)
    {
        var fields = new CallFields(run);
        var differences = new List<string>();
        foreach (var step in cases.GroupBy(row => row.Step))
        {
            string[] names = [.. step.Select(row => row.Field)];
            string?[] texts = fields.ReadAll(step.Key, names);
            foreach (var (row, text) in step.Zip(texts))
            {
                string expected = Fill(run, row.Step, row.Expected);
                if (text != expected)
                {
                    differences.Add($"{row.Step} {row.Field}:\n  expected {expected}\n  actual   {text ?? "missing"}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private string Fill(WorkloadRun run, string step, string expected)
    {
        string filled = expected
            .Replace("{result}", run[step]["result"], StringComparison.Ordinal)
            .Replace("{folder}", _folder.Path, StringComparison.Ordinal);
        for (int open = filled.IndexOf('{'); open >= 0; open = filled.IndexOf('{'))
        {
            int close = filled.IndexOf('}');
            string[] names = filled[(open + 1)..close].Split('.');
            filled = filled[..open] + run[names[0]][names[1]] + filled[(close + 1)..];
        }

        return filled;
    }
}

using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Programs that load kernel memory by themselves tell what those do that ask the kernel to read it.</summary>
[Collection(OwnProbeCollection.Name)]
public class LoadedProgramsTests
{
    // bpf_rdonly_cast
    private static readonly Version CastSince = new(6, 2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARecordIsTheSameHoweverMemoryIsRead(bool byCast)
    {
        Privilege.Demand();
        var settings = new LiveProbeSettings
        {
            LoadsByCast = byCast,
            WantedEvents = new HashSet<int> { (int)EventType.Execve, (int)EventType.Openat },
        };
        using (var loaded = LoadedPrograms.Load(settings))
            Assert.Equal(byCast && Environment.OSVersion.Version >= CastSince, loaded.LoadByCast);
        using var probe = LiveProbe.Start(settings);

        using var cat = Process.Start(new ProcessStartInfo("cat", ["/etc/passwd"]) { RedirectStandardOutput = true })!;
        cat.StandardOutput.ReadToEnd();
        cat.WaitForExit();

        var records = probe.ReadAll().Where(record => record.Header.Pid == (uint)cat.Id).ToList();
        var exec = Assert.Single(records, record => record.Type == EventType.Execve);
        Assert.EndsWith("/cat", exec.Text(exec.As<ExecveEvent>().Filename), StringComparison.Ordinal);
        Assert.Equal((uint)Environment.ProcessId, exec.As<ExecveEvent>().ParentPid);
        Assert.Contains(
            records,
            record => record.Type == EventType.Openat && record.Text(record.As<OpenEvent>().Path) == "/etc/passwd");
    }
}

using System.Diagnostics;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>The systemd unit, and that it allows the container's capabilities.</summary>
public sealed class UnitFileTests : IDisposable
{
    private static readonly string Unit = Repository.At("deploy", "systemd", "kosmos-probe.service");

    private readonly string _folder = Directory.CreateTempSubdirectory("kosmos-unit-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SystemdFindsNoFault()
    {
        const string Analyzer = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyzer), "there is no systemd-analyze");

        // The program is where the unit says only once it is installed.
        string copy = Path.Combine(_folder, Path.GetFileName(Unit));
        File.WriteAllText(copy, File.ReadAllText(Unit).Replace("/opt/kosmos-probe/kosmos-probe", "/bin/true"));
        var start = new ProcessStartInfo(Analyzer, ["verify", "--man=no", copy]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        // Other units of the machine may have faults of their own.
        Assert.DoesNotContain(errors.Split('\n'), line => line.Contains("kosmos-probe"));
    }

    [Fact]
    public void CapabilitiesAreTheChartsAndTheOneForOldKernels()
    {
        string values = File.ReadAllText(Path.Combine(Helm.Chart, "values.yaml"));
        var chart = Configuration.Parse(values).Texts("leastPrivilegedCapabilities").Select(name => $"CAP_{name}");
        Assert.Equal(
            chart.Append("CAP_SYS_RESOURCE").Order(),
            Setting("CapabilityBoundingSet").Split(' ').Order());
    }

    [Fact]
    public void ServiceIsReadyWhenItSaysSo()
    {
        Assert.Equal("notify", Setting("Type"));
        Assert.StartsWith("/opt/kosmos-probe/kosmos-probe", Setting("ExecStart"));
        Assert.Contains("-HUP", Setting("ExecReload"));
    }

    private static string Setting(string name) =>
        Assert.Single(File.ReadLines(Unit), line => line.StartsWith($"{name}=", StringComparison.Ordinal))[
            (name.Length + 1)..];
}

using System.Diagnostics;
using k8s.Models;
using KosmosProbe.Engine.Tests;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>The falco.yaml and the rules of a rendered chart, read by the built probe.</summary>
public sealed class RenderedConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kosmos-chart-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ProbeTakesWhatTheUsersValuesComeTo()
    {
        string probe = AppContext.BaseDirectory.Replace(
            "/tests/Probe.Deploy.Tests/", "/src/Probe.Host/", StringComparison.Ordinal) + "kosmos-probe";
        Assert.SkipUnless(File.Exists(probe), $"{probe} is not built");
        var manifests = Manifests.Render("--values", SharedFiles.Path("kosmos", "falco-values.yaml"));
        foreach (var (name, text) in manifests.Single<V1ConfigMap>("-rules").Data) Write("rules.d", name, text);

        // What a pod has at places of its own is the repository's here.
        string settings = manifests.All<V1ConfigMap>()
            .Single(map => map.Data.ContainsKey("falco.yaml")).Data["falco.yaml"]
            .Replace("/opt/kosmos-probe/rules", Repository.At("rules"), StringComparison.Ordinal)
            .Replace("/etc/falco/rules.d", Path.Combine(_folder, "rules.d"), StringComparison.Ordinal);
        var start = new ProcessStartInfo(probe, ["--dry-run", "-c", Write(".", "falco.yaml", settings)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation) + await errors;
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("7 rules, 7 enabled", output);
        Assert.DoesNotContain("unknown setting", output);
    }

    private string Write(string folder, string name, string text)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

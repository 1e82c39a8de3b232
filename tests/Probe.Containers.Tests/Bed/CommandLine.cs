using System.Diagnostics;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>Runs programs with a time limit.</summary>
internal static class CommandLine
{
    /// <summary>Where a program is; null: nowhere.</summary>
    internal static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program that must succeed; gives its output.</summary>
    internal static async Task<string> RunAsync(string program, params string[] words)
    {
        var (code, output, errors) = await EndAsync(program, words);
        Assert.True(code == 0, $"{program} {string.Join(' ', words)}: {code}\n{errors}");
        return output;
    }

    /// <summary>Runs a program that may fail.</summary>
    internal static async Task<bool> TryAsync(string program, params string[] words) =>
        (await EndAsync(program, words)).Code == 0;

    private static async Task<(int Code, string Output, string Errors)> EndAsync(string program, string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(ProbeRun.Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"no end within {ProbeRun.Patience}");
        }
    }
}

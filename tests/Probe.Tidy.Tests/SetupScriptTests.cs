using System.Diagnostics;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>
/// deploy/setup.sh on machines that lack things. The machine is a PATH: links to the tools it has, and stand-ins for
/// apt-get, sudo and id that write down how they were called.
/// </summary>
public sealed class SetupScriptTests : IDisposable
{
    private const string Lock = "-o DPkg::Lock::Timeout=300";

    private static readonly string[] Tools =
        ["sh", "grep", "ls", "test", "ldconfig", "ip", "setpriv", "cc", "clang", "dotnet", "cat"];

    private readonly string _path = Directory.CreateTempSubdirectory("kosmos-setup-test-").FullName;

    public SetupScriptTests()
    {
        foreach (string tool in Tools)
        {
            string? found = new[] { "/usr/bin", "/bin", "/usr/sbin", "/sbin" }
                .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
            if (found is not null) File.CreateSymbolicLink(Path.Combine(_path, tool), found);
        }

        Assert.SkipUnless(Has("clang") && Has("dotnet"), "the tests play a machine that has these");
        StandIn("apt-get", $"echo \"apt-get $*\" >> {Calls}");
        StandIn("apt-cache", "echo found");
        StandIn("id", "echo 0");
    }

    private string Calls => Path.Combine(_path, "calls");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void NothingIsInstalledWhereEverythingIsThere()
    {
        var (status, output) = Run("build");
        Assert.True(status == 0, output);
        Assert.Empty(output);
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public void WhatIsMissingIsInstalledAndSaidWithItsReason()
    {
        Remove("clang");
        var (status, output) = Run("build");
        Assert.True(status == 0, output);
        Assert.Contains("clang: compiles the kernel programs", output);
        Assert.Equal(
            [$"apt-get {Lock} -qq update", $"apt-get {Lock} -qq install -y --no-install-recommends clang"],
            File.ReadAllLines(Calls));
    }

    [Fact]
    public void OrdinaryUsersInstallThroughSudo()
    {
        Remove("clang");
        StandIn("id", "echo 1000");
        StandIn("sudo", $"echo \"sudo $*\" >> {Calls}");
        var (status, output) = Run("build");
        Assert.True(status == 0, output);
        Assert.All(File.ReadAllLines(Calls), call => Assert.StartsWith("sudo apt-get", call));
    }

    [Fact]
    public void WithoutRootAndSudoTheCommandToRunIsSaid()
    {
        Remove("clang");
        StandIn("id", "echo 1000");
        var (status, output) = Run("build");
        Assert.Equal(1, status);
        Assert.Contains("as root run: apt-get install --no-install-recommends clang", output);
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public void MissingSdkIsInstalledFromTheDistribution()
    {
        Remove("dotnet");
        var (status, output) = Run("build");
        Assert.True(status == 0, output);
        Assert.EndsWith("install -y --no-install-recommends dotnet-sdk-10.0", File.ReadAllLines(Calls)[^1]);
    }

    [Fact]
    public void MissingSdkWithoutPackageSaysWhereToGetIt()
    {
        Remove("dotnet");
        StandIn("apt-cache", "exit 100");
        var (status, output) = Run("build");
        Assert.Equal(1, status);
        Assert.Contains("https://dotnet.microsoft.com/download/dotnet/10.0", output);
    }

    [Fact]
    public void FailingInstallationIsOneMessageAndAStatus()
    {
        Remove("clang");
        StandIn("apt-get", "exit 100");
        var (status, output) = Run("build");
        Assert.Equal(1, status);
        Assert.Contains("setup: apt-get could not install clang", output);
    }

    [Fact]
    public void OtherSystemsAreToldWhatIsNeeded()
    {
        Remove("clang");
        Remove("apt-get");
        var (status, output) = Run("build");
        Assert.Equal(1, status);
        Assert.Contains("this is no Debian or Ubuntu", output);
        Assert.Contains("clang", output);
    }

    private bool Has(string tool) => File.Exists(Path.Combine(_path, tool));

    private void Remove(string tool) => File.Delete(Path.Combine(_path, tool));

    private void StandIn(string tool, string body)
    {
        string file = Path.Combine(_path, tool);
        File.Delete(file);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int Status, string Output) Run(string purpose)
    {
        var start = new ProcessStartInfo("/bin/sh", [Repository.At("deploy", "setup.sh"), purpose])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _path;
        start.Environment["HOME"] = _path;
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}

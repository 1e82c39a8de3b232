using System.Diagnostics;

namespace KosmosProbe.Native.Tests;

/// <summary>What the build says when it cannot compile the programs.</summary>
public class BpfBuildTests
{
    [Fact]
    public void MissingClangIsOneErrorWithItsRemedy()
    {
        string tools = Directory.CreateTempSubdirectory("probe-native-tests-").FullName;
        File.CreateSymbolicLink(Path.Combine(tools, "sh"), "/bin/sh");
        var (status, output) = Build(start => start.Environment["PATH"] = tools);
        Directory.Delete(tools, recursive: true);

        Assert.NotEqual(0, status);
        var errors = output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).ToList();
        string error = Assert.Single(errors.Select(line => line.Trim()).Distinct());
        Assert.Contains("clang is missing, it compiles the eBPF programs: run \"make setup\"", error);
        Assert.Contains("apt-get install clang llvm libbpf-dev", error);
    }

    [Fact]
    public void ClangOfTheEnvironmentIsTheOneAsked()
    {
        var (status, output) = Build(start => start.Environment["BPF_CLANG"] = "clang-of-tomorrow");

        Assert.NotEqual(0, status);
        Assert.Contains("clang-of-tomorrow is missing", output);
    }

    [Fact]
    public void MissingHeadersAreNamed()
    {
        var (status, output) = Build(start => start.Environment["BPF_CLANG"] = "false");

        Assert.NotEqual(0, status);
        Assert.Contains("bpf/bpf_helpers.h is missing", output);
        Assert.Contains("libbpf-dev", output);
    }

    private static (int Status, string Output) Build(Action<ProcessStartInfo> change)
    {
        string folder = Directory.CreateTempSubdirectory("probe-native-tests-").FullName;
        try
        {
            string project = Path.Combine(Clang.RepositoryRoot, "src/Probe.Native/Probe.Native.csproj");
            var start = new ProcessStartInfo(
                Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : DotnetPath(),
                ["msbuild", project, "-nologo", "-nodeReuse:false", "-t:CompileBpf", $"-p:BpfOutputPath={folder}/"]);
            change(start);
            return Clang.Run(start);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The dotnet host beside the runtime that runs the tests.</summary>
    private static string DotnetPath()
    {
        string shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Path.GetFullPath(Path.Combine(shared, "../../../dotnet"));
    }
}

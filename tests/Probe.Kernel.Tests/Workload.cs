using System.ComponentModel;
using System.Diagnostics;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// The program of the folder workload/, compiled once: it makes system calls by name and prints what it did. What it
/// prints is the truth that records are compared with. Away from its sources (tests/kernels/run.sh) it lies beside the
/// tests.
/// </summary>
internal static class Workload
{
    private static readonly Lazy<string> Compiled = new(Compile);

    /// <summary>The executable. Skips aloud without privileges or compiler.</summary>
    internal static string Path
    {
        get
        {
            Privilege.Demand();
            return Compiled.Value;
        }
    }

    /// <summary>
    /// Compiles it. To be called before a probe is started that nobody reads for a while: the compiler opens many
    /// files, and takes its time where the rest of the machine does so, too.
    /// </summary>
    internal static void Make() => Assert.NotEmpty(Path);

    /// <summary>A process that runs an action; not started yet.</summary>
    internal static ProcessStartInfo Action(params string[] arguments) => new(Path, arguments);

    private static string Compile()
    {
        string output = System.IO.Path.Combine(AppContext.BaseDirectory, "workload");
        string? root = RepositoryRoot();
        if (root is null && File.Exists(output))
            return output;
        Assert.True(root is not null, $"neither KosmosProbe.sln above the tests nor {output}");
        string[] sources = Directory.GetFiles(
            System.IO.Path.Combine(root, "tests/Probe.Kernel.Tests/workload"), "*.c");
        try
        {
            var start = new ProcessStartInfo(
                "cc", ["-static", "-O1", "-Wall", "-Wextra", "-pthread", "-o", output, .. sources])
            {
                RedirectStandardError = true,
            };
            using var compiler = Process.Start(start)!;
            string errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            Assert.True(compiler.ExitCode == 0, $"cc cannot compile the workload: {errors}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("cc is missing, it compiles the programs under test: apt-get install gcc libc6-dev");
        }

        return output;
    }

    private static string? RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "KosmosProbe.sln")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder;
    }
}

using System.Diagnostics;

namespace KosmosProbe.Native.Tests;

/// <summary>Compiles small programs, by the script that compiles the real ones; skips aloud without clang.</summary>
internal static class Clang
{
    /// <summary>What stands for vmlinux.h in a test's program.</summary>
    private const string Types = """
        typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32;
        typedef unsigned long long __u64; typedef short __s16; typedef int __s32; typedef long long __s64;
        typedef __u16 __be16; typedef __u32 __be32; typedef __u32 __wsum;
        #include <bpf/bpf_helpers.h>
        char LICENSE[] SEC("license") = "GPL";

        """;

    internal static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The bytes of the object.</summary>
    internal static byte[] Compile(string program)
    {
        string folder = Directory.CreateTempSubdirectory("probe-native-tests-").FullName;
        try
        {
            string source = Path.Combine(folder, "test.bpf.c");
            string compiled = Path.Combine(folder, "test.bpf.o");
            File.WriteAllText(source, Types + program);
            var (status, _) = Script("check");
            Assert.SkipWhen(status != 0, "clang or the libbpf headers are missing: no program can be compiled");
            (status, string output) = Script(source, compiled);
            Assert.True(status == 0, output);
            return File.ReadAllBytes(compiled);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Opens the compiled program under the name <c>test</c>.</summary>
    internal static BpfObject Open(string program) => BpfObject.Open("test", Compile(program));

    /// <summary>Runs a command; its status and all that it printed.</summary>
    internal static (int Status, string Output) Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static (int Status, string Output) Script(params string[] arguments) => Run(new ProcessStartInfo(
        "/bin/sh", [Path.Combine(RepositoryRoot, "src/Probe.Native/compile-bpf.sh"), .. arguments]));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "KosmosProbe.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("no KosmosProbe.sln above the tests");
    }
}

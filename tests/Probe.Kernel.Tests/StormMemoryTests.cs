using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KosmosProbe.Kernel.Tests;

/// <summary>The probe itself in a storm: its memory does not grow with what passes, and its sums are right.</summary>
[Collection(OwnProbeCollection.Name)]
public partial class StormMemoryTests
{
    private const string Rule = """
        - rule: Nothing like it
          desc: looks at each exec and open, and fires for none
          condition: evt.type in (execve, open, openat) and proc.name = workload and fd.name = /no/such/file
          output: never
          priority: NOTICE
        """;

    // 50,000 threads that were kept would be some 25 MB, 200,000 records some 60.
    private const long GrowthMaxBytes = 24 << 20;

    [Fact]
    public void MemoryStaysWhatItWasBeforeTheStorm()
    {
        Privilege.Demand();
        using var folder = new TemporaryFolder();
        using var probe = new BuiltProbe(folder.Write("rules.yaml", Rule));
        Storms(times: 1);
        long before = probe.ResidentBytes;
        Storms(times: 4);
        long after = probe.ResidentBytes;
        Assert.Equal(0, probe.Terminate());

        TestContext.Current.SendDiagnosticMessage($"{before >> 20} MB before, {after >> 20} MB after: {Sums(probe)}");
        Assert.InRange(after, 0, before + GrowthMaxBytes);
        var sums = Sums(probe);
        long Sum(string name) => long.Parse(sums.Groups[name].Value, CultureInfo.InvariantCulture);
        Assert.Equal(Sum("seen"), Sum("filtered") + Sum("submitted") + Sum("dropped"));
        Assert.Equal(Sum("submitted"), Sum("consumed"));
        Assert.InRange(Sum("lost"), 0, Sum("dropped"));
        Assert.Equal(0, Sum("bad"));
    }

    /// <summary>
    /// Children that share long arguments and change directory, and processes that each have their own.
    /// </summary>
    [Fact]
    public void LongArgumentsDoNotTakeTheNodesMemory()
    {
        // Each process has 150,000 bytes of them: 200 own copies were some 100 MB, with 400 more another 200.
        const string Script = """
            exec 3<&0
            i=0; while [ $i -lt 400 ]; do (cd /tmp && read x <&3) & i=$((i + 1)); done
            i=0; while [ $i -lt 200 ]; do sh -c 'read x <&3' sh "$@" & i=$((i + 1)); done
            echo begun; wait
            """;
        const long KeptMaxBytes = 32 << 20;
        Privilege.Demand();
        using var folder = new TemporaryFolder();
        using var probe = new BuiltProbe(folder.Write("rules.yaml", Rule));
        Storms(times: 1);
        long before = probe.ResidentBytes;
        string[] arguments = [.. Enumerable.Repeat(new string('x', 75_000), 2)];
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var shell = Process.Start(start)!;
        Assert.Equal("begun", shell.StandardOutput.ReadLine());
        Assert.True(
            SpinWait.SpinUntil(() => probe.Errors.Contains("were cut", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)), probe.Errors);
        long after = probe.ResidentBytes;
        shell.StandardInput.Close();
        shell.WaitForExit();
        Assert.Equal(0, probe.Terminate());
        TestContext.Current.SendDiagnosticMessage($"{before >> 20} MB before, {after >> 20} MB with long arguments");
        Assert.InRange(after, 0, before + KeptMaxBytes + GrowthMaxBytes);
    }

    private static void Storms(int times)
    {
        string count = (times * 10_000).ToString(CultureInfo.InvariantCulture);
        Run("storm-threads", count, "200");
        Run("storm-opens", count, "4");
        Run("storm-execs", (times * 500).ToString(CultureInfo.InvariantCulture), "2", Workload.Path);
        Run("storm-forks", "8", times.ToString(CultureInfo.InvariantCulture));
    }

    private static void Run(params string[] arguments)
    {
        var start = Workload.Action(arguments);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static Match Sums(BuiltProbe probe)
    {
        var sums = SumsLine().Match(probe.Errors);
        Assert.True(sums.Success, probe.Errors);
        return sums;
    }

    [GeneratedRegex(@"events seen (?<seen>\d+), filtered (?<filtered>\d+), submitted (?<submitted>\d+), "
        + @"dropped (?<dropped>\d+),.* records consumed (?<consumed>\d+), "
        + @"lost by sequence (?<lost>\d+), bad (?<bad>\d+)",
        RegexOptions.RightToLeft)]
    private static partial Regex SumsLine();
}

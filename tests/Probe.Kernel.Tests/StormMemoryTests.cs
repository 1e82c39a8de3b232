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

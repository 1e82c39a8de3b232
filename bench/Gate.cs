using System.Text.Json;

namespace KosmosProbe.Bench;

/// <summary>
/// Compares what the benchmarks of two commits left in two directories, each of which holds one or several runs: the
/// brief JSON reports of BenchmarkDotNet. bench/gate.sh makes them.
/// </summary>
internal static class Gate
{
    private const string Reports = "*-report-brief.json";

    /// <summary>Prints a line for each benchmark. The status: 1 when one fails, 2 when there is none.</summary>
    public static int Run(string before, string after)
    {
        var old = Read(before);
        var now = Read(after);
        if (old.Count == 0 || now.Count == 0)
        {
            Console.Error.WriteLine($"gate: no {Reports} in {(old.Count == 0 ? before : after)}");
            return 2;
        }

        int failed = 0;
        foreach (var (line, passed) in GateVerdict.Judge(old, now))
        {
            Console.WriteLine($"{(passed ? "  " : "! ")}{line}");
            if (!passed) failed++;
        }

        Console.WriteLine(failed == 0 ? "gate: passed" : $"gate: {failed} benchmarks fail");
        return failed == 0 ? 0 : 1;
    }

    private static Dictionary<string, Cost> Read(string directory)
    {
        var costs = new Dictionary<string, Cost>(StringComparer.Ordinal);
        if (!Directory.Exists(directory)) return costs;
        foreach (string path in Directory.EnumerateFiles(directory, Reports, SearchOption.AllDirectories))
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var benchmark in report.RootElement.GetProperty("Benchmarks").EnumerateArray())
            {
                // One that threw has no statistics; it is missing then, which fails.
                if (benchmark.GetProperty("Statistics").ValueKind != JsonValueKind.Object) continue;
                string name = benchmark.GetProperty("FullName").GetString()!;
                var cost = new Cost(
                    benchmark.GetProperty("Statistics").GetProperty("Min").GetDouble(), Allocated(benchmark));
                costs[name] = costs.TryGetValue(name, out var other) ? cost.Best(other) : cost;
            }
        }

        return costs;
    }

    private static double Allocated(JsonElement benchmark) =>
        benchmark.TryGetProperty("Memory", out var memory) && memory.ValueKind == JsonValueKind.Object
            ? memory.GetProperty("BytesAllocatedPerOperation").GetDouble() : 0;
}

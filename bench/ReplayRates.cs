using System.Diagnostics;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>
/// How fast whole captures go through the rules, on one thread, from the file's bytes to written alerts: events per
/// second, and bytes allocated per event in the second half of a pass, when everything has grown to its size. Each pass
/// begins with an empty state. No part of BenchmarkDotNet: a pass is a stream of many thousand different events.
/// </summary>
internal static class ReplayRates
{
    private const int Passes = 7;
    private const int WarmPasses = 3;
    private const int QueueBytes = 1 << 20;

    /// <summary>Measures every capture with every set of rules and prints a line for each pair.</summary>
    /// <param name="args">Captures; without any, those of the shared fixtures.</param>
    public static int Run(string[] args)
    {
        string shared = Environment.GetEnvironmentVariable("KOSMOS_SHARED") ?? "../shared";
        string parity = Path.Combine(shared, "fixtures", "parity");
        string official = Path.Combine(shared, "fixtures", "falco-rules");
        string[] captures = args.Length > 0 ? args
            : Directory.Exists(parity) ? Directory.GetFiles(parity, "*.scap")
            : [];
        if (captures.Length == 0)
        {
            Console.Error.WriteLine($"replay: no captures in {parity}; name some, or set KOSMOS_SHARED");
            return 1;
        }

        var sets = new List<(string Name, RuleSet Rules)> { ("shipped", ShippedRules.Load(Alerts, forCaptures: true)) };
        if (Directory.Exists(official))
        {
            string[] names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
            var files = names.Select(name => Path.Combine(official, name)).ToList();
            sets.Add(("official", ShippedRules.Load(files, Alerts, forCaptures: true)));
        }

        Console.WriteLine($"{"capture",-12} {"rules",-9} {"events",9} {"alerts",7} {"M events/s",11} {"B/event",8}");
        foreach (string capture in captures.Order(StringComparer.Ordinal))
        {
            foreach (var (name, rules) in sets) Measure(capture, name, rules);
        }

        return 0;
    }

    private static AlertOptions Alerts { get; } = new() { Form = AlertForm.Json };

    private static void Measure(string capture, string name, RuleSet rules)
    {
        byte[] file = File.ReadAllBytes(capture);
        var rates = new List<double>();
        Pass pass = default;
        for (int i = 0; i < WarmPasses + Passes; i++)
        {
            pass = Replay(file, rules);
            if (i >= WarmPasses) rates.Add(pass.Events / pass.Time.TotalSeconds / 1e6);
        }

        rates.Sort();
        Console.WriteLine(
            $"{Path.GetFileName(capture),-12} {name,-9} {pass.Events,9} {pass.Alerts,7} {rates[Passes / 2],11:0.00} "
                + $"{pass.BytesPerEvent,8:0.00}");
    }

    private static Pass Replay(byte[] file, RuleSet rules)
    {
        using var queue = new AlertQueue(QueueBytes);
        var node = NodeState.ForCapture();
        var pipeline = new EventPipeline(rules, node, Alerts, queue);
        using var capture = CaptureReplay.Read(new MemoryStream(file));
        long allocated = 0;
        ulong before = 0;
        bool IsEnough()
        {
            while (queue.TryTake(out _)) queue.Release();
            if (allocated == 0 && capture.Progress > 0.5)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread();
                before = pipeline.Events;
            }

            return false;
        }

        long begun = Stopwatch.GetTimestamp();
        capture.Run(pipeline, node.Recorded!, IsEnough);
        var time = Stopwatch.GetElapsedTime(begun);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new Pass(pipeline.Events, queue.Added, time, (double)allocated / (pipeline.Events - before));
    }

    private readonly record struct Pass(ulong Events, long Alerts, TimeSpan Time, double BytesPerEvent);
}

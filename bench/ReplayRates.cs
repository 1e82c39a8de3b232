using System.Diagnostics;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>
/// The rate of whole captures, from the file's bytes to written alerts, each pass with an empty state, without the
/// capture's head. One thread reads, another judges: what an event costs each of them in CPU time, and how
/// many events that makes in a second when both have a processor, also for a machine on which opening and closing a
/// file costs 2.1 µs; how many really went through in a second of the best pass; and bytes allocated per event, by all
/// threads, in the last of five passes through one state, when everything has grown to its size and what is left are
/// descriptions of containers and the capture's own buffers. No part of BenchmarkDotNet: a pass is a stream of many
/// thousand different events.
/// </summary>
internal static class ReplayRates
{
    private const int Passes = 15;
    private const int WarmPasses = 5;
    private const double WarmSeconds = 3;
    private const double ReferenceUs = 2.1;
    private const int QueueBytes = 1 << 20;

    /// <summary>Measures every capture with every set of rules and prints a line for each pair.</summary>
    /// <param name="args">
    /// <c>--rules NAME</c> for one set alone, then captures; without any, those of the shared fixtures.
    /// </param>
    public static int Run(string[] args)
    {
        string? only = args is ["--rules", var named, ..] ? named : null;
        if (only is not null) args = args[2..];
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

        var sets = new List<(string Name, RuleSet Rules)>
        {
            ("none", ShippedRules.LoadText("", Alerts)),
            ("shipped", ShippedRules.Load(Alerts, forCaptures: true)),
        };
        if (Directory.Exists(official))
        {
            string[] names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
            var files = names.Select(name => Path.Combine(official, name)).ToList();
            sets.Add(("official", ShippedRules.Load(files, Alerts, forCaptures: true)));
        }

        foreach (int count in new[] { 100, 1000 })
        {
            sets.Add(($"{count}", ShippedRules.LoadText(SyntheticRules.Text(count), Alerts)));
        }

        double openUs = ThreadTime.OpenAndCloseUs();
        double scale = openUs / ReferenceUs;
        Console.WriteLine($"open and close: {openUs:0.00} µs; scaled as though they were {ReferenceUs} µs");
        Console.WriteLine(
            $"{"capture",-12} {"rules",-9} {"events",9} {"alerts",7} {"read ns",8} {"judge ns",9} {"M events/s",11} "
                + $"{"scaled",7} {"seen",6} {"B/event",8}");
        foreach (string capture in captures.Order(StringComparer.Ordinal))
        {
            foreach (var (name, rules) in sets.Where(set => only is null || set.Name == only))
            {
                Measure(capture, name, rules, scale);
            }
        }

        return 0;
    }

    private static AlertOptions Alerts { get; } = new() { Form = AlertForm.Json };

    private static void Measure(string capture, string name, RuleSet rules, double scale)
    {
        byte[] file = File.ReadAllBytes(capture);
        var judging = new List<double>();
        var reading = new List<double>();
        var seen = new List<double>();
        long events = 0;
        long alerts = 0;
        long warmAt = ThreadTime.NowNs + (long)(WarmSeconds * 1e9);
        while (judging.Count < Passes)
        {
            using var run = new Replayer(rules);
            run.Pass(file);
            (events, alerts) = ((long)run.Events, run.AlertsCount);
            double readNs = (double)ReadNs(file) / events;
            if (ThreadTime.NowNs < warmAt) continue;
            judging.Add((double)run.TimeNs / events);
            reading.Add(readNs);
            seen.Add(events / run.Elapsed.TotalMicroseconds);
        }

        using var warm = new Replayer(rules);
        for (int pass = 0; pass < WarmPasses; pass++) warm.Pass(file);
        double judge = Median(judging), read = Median(reading), rate = 1e3 / Math.Max(judge, read);
        Console.WriteLine(
            $"{Path.GetFileName(capture),-12} {name,-9} {events,9} {alerts,7} {read,8:0} {judge,9:0} {rate,11:0.00} "
                + $"{rate * scale,7:0.00} {seen.Max(),6:0.00} {(double)warm.Allocated / events,8:0.00}");
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    // CPU time of reading all events, on this thread.
    private static long ReadNs(byte[] file)
    {
        using var reader = new ScapReader(new MemoryStream(file));
        while (reader.TryReadHead(out _))
        {
        }

        var records = new CaptureRecords(reader);
        long begun = ThreadTime.NowNs;
        while (records.TryRead(out _))
        {
        }

        return ThreadTime.NowNs - begun;
    }

    /// <summary>A state, and what a pass of a capture through it took.</summary>
    private sealed class Replayer : IDisposable
    {
        private readonly AlertQueue _queue = new(QueueBytes);
        private readonly NodeState _node = NodeState.ForCapture();
        private readonly EventPipeline _pipeline;

        public Replayer(RuleSet rules) => _pipeline = new EventPipeline(rules, _node, Alerts, _queue);

        /// <summary>Number of the last event.</summary>
        public ulong Events => _pipeline.Events;

        /// <summary>Alerts of all passes.</summary>
        public long AlertsCount => _queue.Added;

        /// <summary>What the events of the last pass took of this thread's time, its head left out.</summary>
        public long TimeNs { get; private set; }

        /// <summary>How long the events of the last pass took.</summary>
        public TimeSpan Elapsed { get; private set; }

        /// <summary>Bytes that the events of the last pass allocated, its head left out.</summary>
        public long Allocated { get; private set; }

        public void Pass(byte[] file)
        {
            long atFirst = -1;
            long begun = 0;
            long begunAt = 0;
            using var capture = CaptureReplay.Read(new MemoryStream(file));
            capture.Run(_pipeline, _node.Recorded!, () =>
            {
                if (atFirst < 0)
                {
                    atFirst = GC.GetTotalAllocatedBytes(precise: true);
                    (begun, begunAt) = (ThreadTime.NowNs, Stopwatch.GetTimestamp());
                }

                while (_queue.TryTake(out _)) _queue.Release();
                return false;
            });
            TimeNs = ThreadTime.NowNs - begun;
            Elapsed = Stopwatch.GetElapsedTime(begunAt);
            Allocated = GC.GetTotalAllocatedBytes(precise: true) - atFirst;
        }

        public void Dispose() => _queue.Dispose();
    }
}

using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>
/// How fast whole captures go through the rules, on one thread, from the file's bytes to written alerts: events per
/// second of its CPU time, each pass with an empty state, the capture's head left out; the same for a machine on which
/// opening and closing a file costs 2.1 µs; and bytes allocated per event in the second of two passes through one
/// state, when everything has grown to its size. No part of BenchmarkDotNet: a pass is a stream of many thousand
/// different events.
/// </summary>
internal static class ReplayRates
{
    private const int Passes = 15;
    private const double WarmSeconds = 3;
    private const double ReferenceUs = 2.1;
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

        foreach (int count in new[] { 100, 1000 })
        {
            sets.Add(($"{count}", ShippedRules.LoadText(SyntheticRules.Text(count), Alerts)));
        }

        double openUs = ThreadTime.OpenAndCloseUs();
        double scale = openUs / ReferenceUs;
        Console.WriteLine($"open and close: {openUs:0.00} µs; scaled as though they were {ReferenceUs} µs");
        Console.WriteLine(
            $"{"capture",-12} {"rules",-9} {"events",9} {"alerts",7} {"M events/s",11} {"scaled",8} {"B/event",8}");
        foreach (string capture in captures.Order(StringComparer.Ordinal))
        {
            foreach (var (name, rules) in sets) Measure(capture, name, rules, scale);
        }

        return 0;
    }

    private static AlertOptions Alerts { get; } = new() { Form = AlertForm.Json };

    private static void Measure(string capture, string name, RuleSet rules, double scale)
    {
        byte[] file = File.ReadAllBytes(capture);
        var rates = new List<double>();
        ulong events = 0;
        long alerts = 0;
        long warmAt = ThreadTime.NowNs + (long)(WarmSeconds * 1e9);
        while (rates.Count < Passes)
        {
            using var run = new Replayer(rules);
            run.Pass(file);
            if (ThreadTime.NowNs >= warmAt) rates.Add(run.Events / (run.TimeNs / 1e3));
            (events, alerts) = (run.Events, run.AlertsCount);
        }

        using var twice = new Replayer(rules);
        twice.Pass(file);
        twice.Pass(file);
        rates.Sort();
        Console.WriteLine(
            $"{Path.GetFileName(capture),-12} {name,-9} {events,9} {alerts,7} {rates[Passes / 2],11:0.00} "
                + $"{rates[Passes / 2] * scale,8:0.00} {(double)twice.Allocated / twice.Events,8:0.00}");
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

        /// <summary>Bytes that the events of the last pass allocated, its head left out.</summary>
        public long Allocated { get; private set; }

        public void Pass(byte[] file)
        {
            long atFirst = -1;
            long begun = 0;
            using var capture = CaptureReplay.Read(new MemoryStream(file));
            capture.Run(_pipeline, _node.Recorded!, () =>
            {
                if (atFirst < 0) (atFirst, begun) = (GC.GetAllocatedBytesForCurrentThread(), ThreadTime.NowNs);
                while (_queue.TryTake(out _)) _queue.Release();
                return false;
            });
            TimeNs = ThreadTime.NowNs - begun;
            Allocated = GC.GetAllocatedBytesForCurrentThread() - atFirst;
        }

        public void Dispose() => _queue.Dispose();
    }
}

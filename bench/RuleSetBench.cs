using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>
/// Whole events through the pipeline by the shipped rules: viewed, applied, judged, and where a rule matches written
/// and queued. The baseline is an open that no rule is interested in, by far the most frequent event.
/// </summary>
[MemoryDiagnoser]
public class RuleSetBench : IDisposable
{
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly byte[] _open = Records.Openat("/usr/lib/x86_64-linux-gnu/libc.so.6");
    private readonly byte[] _connect = Records.Connect("10.43.0.10", 443);
    private readonly byte[] _exec = Records.Execve("git", "status", "--short");
    private readonly byte[] _killSwitch = Records.Execve("sh", "-c", ": emergency-halt");
    private readonly EventPipeline _pipeline;

    /// <summary>A pipeline with the shipped rules.</summary>
    public RuleSetBench()
    {
        var alerts = new AlertOptions { Form = AlertForm.Json };
        _pipeline = new EventPipeline(ShippedRules.Load(alerts), new NodeState(), alerts, _queue);
        _pipeline.Handle(_exec);
    }

    /// <summary>An open of a library.</summary>
    [Benchmark(Baseline = true)]
    public void Open() => _pipeline.Handle(_open);

    /// <summary>A connect within the cluster.</summary>
    [Benchmark]
    public void Connect() => _pipeline.Handle(_connect);

    /// <summary>An exec of a harmless program; the thread table takes a new image in.</summary>
    [Benchmark]
    public void Exec() => _pipeline.Handle(_exec);

    /// <summary>An exec that alerts, its alert written as JSON and taken out of the queue again.</summary>
    [Benchmark]
    public void ExecWithAlert()
    {
        _pipeline.Handle(_killSwitch);
        while (_queue.TryTake(out _)) _queue.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}

using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>Writing one alert in each form. The baseline is a line of text.</summary>
[MemoryDiagnoser]
public class AlertWriterBench
{
    private const string KillSwitch = "KOSMOS Kill Switch Triggered";

    private static readonly AlertOptions Text = new();
    private static readonly AlertOptions Json = new() { Form = AlertForm.Json };

    private readonly NodeState _node = new();
    private readonly ByteBuffer _line = new();
    private readonly byte[] _record = Records.Execve("sh", "-c", ": emergency-halt");
    private readonly AlertWriter _text = new(Text);
    private readonly AlertWriter _json = new(Json);
    private readonly CompiledRule _rule = ShippedRules.Load(Text).Rules.Single(static rule => rule.Name == KillSwitch);

    /// <summary>Lets the thread table know the process.</summary>
    [GlobalSetup]
    public void Prepare() => _node.Threads.Apply(Records.View(_record));

    /// <summary>A line of text.</summary>
    [Benchmark(Baseline = true)]
    public int WriteText() => Write(_text);

    /// <summary>A JSON object.</summary>
    [Benchmark]
    public int WriteJson() => Write(_json);

    private int Write(AlertWriter writer)
    {
        var view = Records.View(_record);
        if (!_node.Threads.TryFind(view.Header.Tid, out var thread)) return 0;
        _node.Scratch.Reset();
        _line.Clear();
        writer.Write(new Alert(_rule.Output, new EventContext(view, thread, _node, number: 1, result: 0)), _line);
        return _line.Length;
    }
}

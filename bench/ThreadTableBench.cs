using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Bench;

/// <summary>
/// The events that change the table of threads, on a node with many, and what each event asks of it. The baseline finds
/// a thread, another one each time.
/// </summary>
[MemoryDiagnoser]
public class ThreadTableBench
{
    private const uint First = 10_000;
    private const uint Others = 2_000;
    private const uint Child = 5_000;

    // Has no factor in common with the number of threads: all are asked for, and none that lies beside the last.
    private const uint Step = 617;

    private readonly NodeState _node = new();
    private readonly byte[] _exec = Records.Execve("git", "status", "--short");
    private readonly byte[] _open = Records.Openat("/etc/hostname");
    private readonly byte[] _clone = Records.Clone(Child);
    private readonly byte[] _exit = Records.Exit(Child);
    private uint _asked;

    /// <summary>Makes the node's processes.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        Apply(_exec);
        for (uint i = 0; i < Others; i++) Apply(Records.Clone(First + i));
    }

    /// <summary>A thread by its number.</summary>
    [Benchmark(Baseline = true)]
    public bool Find()
    {
        _asked = (_asked + Step) % Others;
        return _node.Threads.TryFind(First + _asked, out _);
    }

    /// <summary>The thread that an event belongs to.</summary>
    [Benchmark]
    public void Caller() => Apply(_open);

    /// <summary>A process that executes another program.</summary>
    [Benchmark]
    public void Exec() => Apply(_exec);

    /// <summary>A process that is made and ends.</summary>
    [Benchmark]
    public void CloneAndExit()
    {
        Apply(_clone);
        Apply(_exit);
    }

    private void Apply(byte[] record)
    {
        var view = Records.View(record);
        _node.Threads.Apply(view);
        _node.Threads.Settle(view);
    }
}

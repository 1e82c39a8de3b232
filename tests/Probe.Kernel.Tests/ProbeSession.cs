using System.Collections.Concurrent;
using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// One probe for all tests of the collection, with every event wanted, and the thread that reads it. Tests run
/// workloads and get the records that fell into their time.
/// </summary>
public sealed class ProbeSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Recorded> _records = new();
    private readonly LiveProbe? _probe;
    private readonly Thread? _reader;
    private volatile bool _stopped;
    private volatile RingFault _fault;

    public ProbeSession()
    {
        if (Privilege.Missing.Length > 0)
            return;
        _probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = AllEvents });
        _reader = new Thread(Read) { IsBackground = true, Name = "ring reader" };
        _reader.Start();
    }

    internal static IReadOnlySet<int> AllEvents { get; } =
        Enum.GetValues<EventType>().Select(type => (int)type).ToHashSet();

    public void Dispose()
    {
        _stopped = true;
        _reader?.Join();
        _probe?.Dispose();
    }

    /// <summary>Runs an action of the workload; it must end with status 0.</summary>
    internal WorkloadRun Run(params string[] arguments)
    {
        var run = RunToAnyEnd(Workload.Action(arguments));
        Assert.Equal(0, run.ExitCode);
        return run;
    }

    /// <summary>Runs a program and waits until the probe has told its end.</summary>
    internal WorkloadRun RunToAnyEnd(ProcessStartInfo start)
    {
        Privilege.Demand();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _records.Clear();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Current.SendDiagnosticMessage(errors.Result);
        Assert.True(process.ExitCode != 125, errors.Result);
        WaitForEnd((uint)process.Id);
        return new WorkloadRun(process.Id, process.ExitCode, output, [.. _records]);
    }

    private void WaitForEnd(uint pid)
    {
        var waited = Stopwatch.StartNew();
        while (!_records.Any(record => record.Type == EventType.Procexit && record.Header.Pid == pid
            && record.As<ProcexitEvent>().GroupDead == 1))
        {
            Assert.Equal(RingFault.None, _fault);
            Assert.True(waited.Elapsed < Patience, $"no record of the end of process {pid}");
            Thread.Sleep(1);
        }
    }

    private void Read()
    {
        while (!_stopped)
        {
            while (_probe!.TryRead(out var record))
            {
                _records.Enqueue(new Recorded(record.ToArray()));
                _probe.Advance();
            }

            if (_probe.Fault != RingFault.None)
            {
                _fault = _probe.Fault;
                return;
            }

            _probe.Wait(TimeSpan.FromMilliseconds(100));
        }
    }
}

/// <summary>Kernel tests run one after another: two workloads would count each other's events.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelCollection : ICollectionFixture<ProbeSession>
{
    public const string Name = "kernel";
}

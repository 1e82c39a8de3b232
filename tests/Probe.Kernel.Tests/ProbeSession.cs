using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// One probe for all tests of the collection, with every event wanted but those that the whole machine makes all the
/// time, and the thread that reads it. Tests run workloads and get the records that fell into their time.
/// </summary>
public sealed class ProbeSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Room for what the machine does while calls are watched that every program makes.
    internal const uint RingBytes = 32 << 20;

    private readonly ConcurrentQueue<Recorded> _records = new();
    private readonly LiveProbe? _probe;
    private readonly Thread? _reader;
    private volatile bool _stopped;
    private volatile int _watchedPid;
    private volatile RingFault _fault;

    public ProbeSession()
    {
        if (Privilege.Missing.Length > 0)
            return;
        _probe = LiveProbe.Start(
            new LiveProbeSettings { RingBytes = RingBytes, WantedEvents = AllEvents, AsFalco = true });
        _reader = new Thread(Read) { IsBackground = true, Name = "ring reader" };
        _reader.Start();
    }

    internal static IReadOnlySet<int> AllEvents { get; } =
        EventTable.RecordTypes.Where(type => !CallEvents.IsFrequent(type) && type != EventType.Stream)
            .Select(type => (int)type)
            .ToHashSet();

    /// <summary>The probe tells of requests of io_uring.</summary>
    internal bool SeesRequests => _probe?.SeesRequests ?? false;

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

    /// <summary>The same with calls told also as what they do, where that is another call's work.</summary>
    internal WorkloadRun RunBeyondFalco(IEnumerable<EventType> leftOut, params string[] arguments)
    {
        Privilege.Demand();
        _probe!.AsFalco = false;
        _probe.Select(AllEvents.Except(leftOut.Select(type => (int)type)).ToHashSet(), new HashSet<int>());
        try
        {
            return Run(arguments);
        }
        finally
        {
            _probe.AsFalco = true;
            _probe.Select(AllEvents, new HashSet<int>());
        }
    }

    /// <summary>
    /// The same with frequent calls wanted as well, of which only the workload's are kept. Should the rest of the
    /// machine have filled the ring meanwhile, so that records are missing, it runs again.
    /// </summary>
    internal WorkloadRun RunWatching(IEnumerable<EventType> frequent, params string[] arguments)
    {
        Privilege.Demand();
        var wanted = AllEvents.Union(frequent.Select(type => (int)type)).ToHashSet();
        _probe!.Select(wanted, new HashSet<int>());
        try
        {
            for (var tried = Stopwatch.StartNew(); tried.Elapsed < Patience; Calm(wanted))
            {
                ulong before = Dropped();
                var run = Run(arguments);
                if (Dropped() == before)
                    return run;
            }
        }
        finally
        {
            _probe.Select(AllEvents, new HashSet<int>());
        }

        throw new InvalidOperationException($"the ring was full in each run of {Patience.TotalSeconds} s");
    }

    // What the reader is behind with is read before the next run.
    private void Calm(HashSet<int> wanted)
    {
        _probe!.Select(AllEvents, new HashSet<int>());
        RunToAnyEnd(new ProcessStartInfo("true"));
        _probe.Select(wanted, new HashSet<int>());
    }

    /// <summary>Runs a program and waits until the probe has told its end.</summary>
    internal WorkloadRun RunToAnyEnd(ProcessStartInfo start)
    {
        Privilege.Demand();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _records.Clear();
        _watchedPid = 0;
        using var process = Process.Start(start)!;
        _watchedPid = process.Id;
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

    private ulong Dropped()
    {
        var counts = new EventCounts[EventTable.TypesCount];
        _probe!.Count(counts);
        return counts.Aggregate(0ul, static (sum, count) => sum + count.Dropped);
    }

    private bool IsKept(ReadOnlySpan<byte> record)
    {
        ref readonly var header = ref MemoryMarshal.AsRef<EventHeader>(record);
        return !CallEvents.IsFrequent(header.Type) || _watchedPid == 0 || header.Pid == (uint)_watchedPid;
    }

    private void Read()
    {
        while (!_stopped)
        {
            while (_probe!.TryRead(out var record))
            {
                if (IsKept(record))
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

using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Tests.Threads;

/// <summary>One process of the simulated machine.</summary>
internal sealed class SimulatedProcess
{
    public required uint Pid { get; init; }

    public required ulong StartNs { get; init; }

    public required string Name { get; set; }

    public SimulatedProcess? Parent { get; set; }

    /// <summary>The parent that ended last, and when.</summary>
    public (SimulatedProcess? Process, ulong TimeNs) Lost { get; set; }
}

/// <summary>
/// Forks, execs, opens and exits as its seed says, and tells each as a record. Process 1 never ends and inherits the
/// children of those that do; an exec just after a parent's end still names that parent, as the kernel's does. There
/// are fewer ids than steps, so they come back.
/// </summary>
internal sealed class SimulatedMachine
{
    private const uint PidsMax = 60;
    private const ulong StepNs = 1000;

    private readonly Random _random;
    private readonly Dictionary<uint, SimulatedProcess> _living = [];
    private readonly SimulatedProcess _init = new() { Pid = 1, StartNs = 1, Name = "init" };
    private ulong _now = 1000;
    private ulong _sequence;
    private uint _nextPid = 2;
    private bool _initTold;

    public SimulatedMachine(int seed)
    {
        _random = new Random(seed);
        _living.Add(1, _init);
    }

    /// <summary>Processes that have not ended.</summary>
    public IEnumerable<SimulatedProcess> Living => _living.Values;

    /// <summary>Lets one thing happen.</summary>
    public byte[] Step()
    {
        _now += StepNs;
        _sequence++;
        if (!_initTold)
        {
            _initTold = true;
            return Exec(_init, "init");
        }

        var process = _living.Values.ElementAt(_random.Next(_living.Count));
        int choice = _random.Next(100);
        if (choice < 35 && _living.Count < PidsMax - 2)
        {
            return Fork(process);
        }

        if (choice < 55 && process != _init)
        {
            return Exec(process, $"p{_random.Next(1000)}");
        }

        return choice < 85 && process != _init ? Exit(process) : Open(process);
    }

    private byte[] Fork(SimulatedProcess parent)
    {
        do
        {
            _nextPid = _nextPid >= PidsMax ? 2 : _nextPid + 1;
        }
        while (_living.ContainsKey(_nextPid));

        var child = new SimulatedProcess { Pid = _nextPid, StartNs = _now, Name = parent.Name, Parent = parent };
        _living.Add(child.Pid, child);
        return Records.Clone(child.Pid, (ref clone, _) =>
        {
            Head(ref clone.Header, parent);
            Records.SetComm(ref clone.Comm, parent.Name);
            clone.ChildStartNs = child.StartNs;
            clone.ChildParentPid = parent.Pid;
        });
    }

    private byte[] Exec(SimulatedProcess process, string name)
    {
        process.Name = name;
        var (lost, lostAt) = process.Lost;
        var parent = lost is not null && lostAt + StepNs == _now ? lost : process.Parent;
        return Records.Exec([name, "argument"], (ref exec, _) =>
        {
            Head(ref exec.Header, process);
            exec.PreviousTid = process.Pid;
            exec.ParentPid = parent?.Pid ?? 0;
            exec.ParentStartNs = parent?.StartNs ?? 0;
        });
    }

    private byte[] Exit(SimulatedProcess process)
    {
        _living.Remove(process.Pid);
        bool hasChildren = false;
        foreach (var child in _living.Values.Where(child => child.Parent == process))
        {
            child.Parent = _init;
            child.Lost = (process, _now);
            hasChildren = true;
        }

        return Records.Exit((ref exit, _) =>
        {
            Head(ref exit.Header, process);
            exit.ReaperPid = hasChildren ? 1u : 0;
            exit.HeirPid = 1;
        });
    }

    private byte[] Open(SimulatedProcess process) =>
        Records.Openat("/etc/hosts", (ref open, _) => Head(ref open.Header, process));

    private void Head(ref EventHeader header, SimulatedProcess process)
    {
        header.TimeNs = _now;
        header.Sequence = _sequence;
        header.Tid = header.Pid = process.Pid;
        header.ThreadStartNs = process.StartNs;
    }
}

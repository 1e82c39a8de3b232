using KosmosProbe.Engine.Captures.Scap.Writing;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>
/// One recording, seen from the event thread: events are encoded into memory that is there and handed to the thread
/// that writes. When that one cannot keep up, events are left out and counted; the event thread never waits.
/// </summary>
internal sealed class Recording
{
    private readonly NodeState _node;
    private readonly RecordingMemory _memory;
    private readonly RecordingWriter _writer;
    private readonly ContainerWriter _containers = new();
    private ulong _heldSinceNs;
    private ulong _lastWallNs;

    /// <summary>Begins: writes threads and containers down as they are now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="node">What is known of the node.</param>
    /// <param name="memory">For this recording alone, until it has told its end.</param>
    /// <param name="tell">Told on another thread when the file is closed.</param>
    public Recording(
        string path,
        RecordingOptions options,
        NodeState node,
        RecordingMemory memory,
        Action<RecordingReport> tell)
    {
        (_node, _memory, Path) = (node, memory, path);
        _memory.Reset();
        var head = new RecordedHead(node, memory.Encoder);
        _lastWallNs = node.Clock.ToWallNs(BootClock.NowNs);
        foreach (var info in node.Containers.Infos)
        {
            Tell(info);
        }

        _writer = new RecordingWriter(path, options, memory, head, tell);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>When it is to end, in ns since boot.</summary>
    public ulong DeadlineNs { get; set; } = ulong.MaxValue;

    /// <summary>The file has reached its size: nothing more is written.</summary>
    public bool IsFull => _writer.IsFull;

    /// <summary>The file cannot be written.</summary>
    public bool HasFailed => _writer.HasFailed;

    /// <summary>Events left out so far because they came faster than they are written.</summary>
    public long Lost => _memory.Lost;

    /// <summary>Records an event.</summary>
    /// <param name="context">As rules saw it.</param>
    /// <param name="isForState">No rule is to see it on replay.</param>
    /// <param name="isHeld">Descriptions of containers are outstanding, and are to stand before it.</param>
    public void Add(in EventContext context, bool isForState, bool isHeld)
    {
        _lastWallNs = _node.Clock.ToWallNs(context.Event.Header.TimeNs);
        _memory.Encoder.Write(context, isForState);
        int events = isForState ? 0 : 1;
        if (isHeld)
        {
            _heldSinceNs = _heldSinceNs == 0 ? _lastWallNs : _heldSinceNs;
            _memory.Hold(events);
        }
        else
        {
            Release();
            _memory.Send(events);
        }
    }

    /// <summary>A container became known: told before the events that wait for it.</summary>
    /// <param name="info">What is known.</param>
    public void Tell(ContainerInfo info)
    {
        _containers.Write(info, _heldSinceNs == 0 ? _lastWallNs : _heldSinceNs, _memory.Encoder.Output);
        _memory.SendAhead(events: 0);
    }

    /// <summary>No description is outstanding any more.</summary>
    public void Release()
    {
        _heldSinceNs = 0;
        _memory.SendHeld();
    }

    /// <summary>Ends it; what was added is still written.</summary>
    /// <param name="end">Why.</param>
    public void End(RecordingEnd end)
    {
        Release();
        _writer.End(end, _memory.Lost, _lastWallNs);
    }

    /// <summary>Waits until the file is closed.</summary>
    /// <param name="timeout">How long at most.</param>
    public bool Join(TimeSpan timeout) => _writer.Join(timeout);
}

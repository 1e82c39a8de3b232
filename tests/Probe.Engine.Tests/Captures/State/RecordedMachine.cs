using System.Text;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using Xunit;
using RecordView = KosmosProbe.Engine.Events.Event;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>The machine of a capture that a test makes up event by event, and what fields read of it.</summary>
internal sealed class RecordedMachine
{
    private readonly RecordBuffer _buffer = new();
    private ThreadInfo _thread = ThreadInfo.Unknown;

    /// <summary>A machine with nothing on it.</summary>
    /// <param name="threadsMax">Room for so many threads.</param>
    public RecordedMachine(int threadsMax = 0) => Node = NodeState.ForCapture(threadsMax);

    public NodeState Node { get; }

    public RecordedState State => Node.Recorded!;

    /// <summary>Time of the next event.</summary>
    public ulong NowNs { get; set; } = 1_700_000_000_000_000_000;

    /// <summary>A thread of the head: bash, in a session of its own.</summary>
    public RecordedMachine Seed(long tid, long pid, long parent, Action<ScapThread>? change = null)
    {
        var thread = new ScapThread
        {
            Tid = tid,
            Pid = pid,
            ParentTid = parent,
            SessionId = pid,
            VirtualTid = tid,
            VirtualPid = pid,
            Comm = "bash"u8.ToArray(),
            Exe = "-bash"u8.ToArray(),
            ExePath = "/usr/bin/bash"u8.ToArray(),
            WorkingDirectory = "/srv"u8.ToArray(),
            Environment = "HOME=/srv\0A= b \0"u8.ToArray(),
            Cgroups = "cpuset=/\0"u8.ToArray(),
        };
        change?.Invoke(thread);
        State.Seed(thread);
        return this;
    }

    /// <summary>The head has ended.</summary>
    public RecordedMachine Begin()
    {
        State.EndHead();
        return this;
    }

    /// <summary>An event, applied and settled.</summary>
    public RecordedMachine Event(string type, long tid, params byte[][] parameters)
    {
        Apply(type, tid, parameters);
        return Settle();
    }

    /// <summary>An event, as the rules see it.</summary>
    public RecordedMachine Apply(string type, long tid, params byte[][] parameters) =>
        Apply(code: 0, type, tid, parameters);

    /// <summary>The same of an event that is known by its number.</summary>
    public RecordedMachine Apply(int code, string type, long tid, params byte[][] parameters)
    {
        Make(type, tid, parameters, code);
        _thread = State.Apply(View());
        return this;
    }

    /// <summary>The rules have seen it.</summary>
    public RecordedMachine Settle()
    {
        State.Settle(View());
        return this;
    }

    /// <summary>An exec that succeeded.</summary>
    public RecordedMachine Exec(long tid, string path, params string[] arguments) =>
        Event("execve", tid, Parameters.Exec(tid, path, arguments));

    /// <summary>A clone as the caller tells it.</summary>
    public RecordedMachine Clone(long tid, long child, CloneFlags flags = CloneFlags.None) =>
        Event("clone", tid, Parameters.Clone(child, tid, pid: tid, parent: 1, flags));

    /// <summary>A clone as the child tells it.</summary>
    public RecordedMachine Child(long tid, long pid, long parent, CloneFlags flags = CloneFlags.None) =>
        Event("clone", tid, Parameters.Clone(0, tid, pid, parent, flags));

    /// <summary>A thread ends.</summary>
    public RecordedMachine Exit(long tid, long reaper = 0) =>
        Event("procexit", tid, Parameters.Long(0), Parameters.Long(0), [0], [0], Parameters.Long(reaper));

    /// <summary>A field of a thread, as if it had an event now; null when it is missing.</summary>
    public string? Read(long tid, string field)
    {
        Apply("close", tid, Parameters.Long(0), Parameters.Long(99));
        string? text = Read(field);
        Settle();
        return text;
    }

    /// <summary>A field of the latest event; null when it is missing.</summary>
    public string? Read(string field)
    {
        int bracket = field.IndexOf('[', StringComparison.Ordinal);
        string name = bracket < 0 ? field : field[..bracket];
        Assert.True(CaptureFields.Table.TryFind(name, out var found), name);
        found = bracket < 0 ? found : found.WithArgument!(field[(bracket + 1)..^1]);
        Node.Scratch.Reset();
        var context = new EventContext(View(), _thread, Node, 1, View().Header.Result);
        return found!.Reader switch
        {
            TextReader text => text(context, out var value) ? Encoding.UTF8.GetString(value) : null,
            NumberReader number => number(context, out long value) ? $"{value}" : null,
            BooleanReader flag => flag(context, out bool value) ? (value ? "true" : "false") : null,
            TextItemReader item => Items(found, item, context),
            _ => throw new NotSupportedException(name),
        };
    }

    private static string? Items(Field field, TextItemReader read, in EventContext context)
    {
        int count = field.Count!(context);
        var items = new List<string>();
        for (int i = 0; i < count; i++)
        {
            items.Add(read(context, i, out var value) ? Encoding.UTF8.GetString(value) : "?");
        }

        return count < 0 ? null : string.Join('|', items);
    }

    /// <summary>Makes an event without applying it.</summary>
    public ReadOnlySpan<byte> Make(string type, long tid, byte[][] parameters, int code = 0)
    {
        Assert.True(EventTable.TryFindName(type, out int nameId), type);
        _buffer.Clear();
        ref var recorded = ref _buffer.Begin(parameters.Length);
        recorded.Code = (ushort)code;
        recorded.Header.Type = EventTable.Recorded(nameId);
        recorded.Header.TimeNs = NowNs++;
        recorded.Header.Tid = (uint)tid;
        foreach (byte[] parameter in parameters)
        {
            _buffer.Add(parameter);
        }

        _buffer.End(parameters.Length > 0 && parameters[0].Length == 8 ? BitConverter.ToInt64(parameters[0]) : 0);
        return _buffer.Record;
    }

    private RecordView View()
    {
        Assert.True(RecordView.TryViewRecorded(_buffer.Record, out var view, out var fault), fault.ToString());
        return view;
    }
}

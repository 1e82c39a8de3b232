using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Tests;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Fuzz;

/// <summary>Sound events of a process that is known, and a node that has seen them.</summary>
internal sealed class SampleEvents
{
    private static readonly byte[] Exec = Records.Exec(["/usr/bin/curl", "-o", "a b", "http://\u00e9/\"x\""]);

    private static readonly byte[][] All =
    [
        Exec,
        Records.Openat("/etc/pass\nwd"),
        Records.Connect("2001:db8::1", 443),
        Records.Send(EventType.Sendto, "10.0.0.9", 53),
        Records.Clone(101),
        Records.Exit(),
    ];

    private readonly NodeState _node = new() { HostName = "node\"1"u8.ToArray() };

    public SampleEvents()
    {
        var exec = Records.View(Exec);
        Thread = _node.Threads.Apply(exec);
        _node.Threads.Settle(exec);
    }

    public delegate void Visit(in EventContext context);

    private ThreadInfo Thread { get; }

    /// <summary>Shows each event, and one more when there are bytes for it.</summary>
    public void ForEach(ReadOnlySpan<byte> record, Visit visit)
    {
        foreach (byte[] sound in All)
        {
            Show(sound, visit);
        }

        if (!record.IsEmpty)
        {
            Show(record, visit);
        }
    }

    private void Show(ReadOnlySpan<byte> record, Visit visit)
    {
        if (Event.TryView(record, out var view, out _))
        {
            _node.Scratch.Reset();
            visit(new EventContext(view, Thread, _node, number: 1, view.Header.Result));
        }
    }
}

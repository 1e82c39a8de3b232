using System.Text;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.Scap.Writing;
using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Recording;

/// <summary>One event as it was read back.</summary>
internal sealed record EncodedEvent(ScapEventInfo Info, long Tid, ulong TimeNs, bool IsForState, byte[][] Parameters)
{
    public string Name => Info.Name;

    /// <summary>The name that rules see: a call without an event of its own is told by number.</summary>
    public string RuleName => Info.Code == ScapEventTable.SyscallCode
        ? EventTable.Name(ScapEventTable.SyscallType((int)Number(0), (int)Number(1)))
        : Name;

    public string Text(int index) => Encoding.UTF8.GetString(Parameters[index]).TrimEnd('\0');

    public long Number(int index) => Parameters[index].Length switch
    {
        1 => Parameters[index][0],
        2 => BitConverter.ToUInt16(Parameters[index]),
        4 => BitConverter.ToUInt32(Parameters[index]),
        _ => BitConverter.ToInt64(Parameters[index]),
    };
}

/// <summary>Lets records happen on a node, encodes them and reads them back as any capture.</summary>
internal sealed class Encoded
{
    private readonly World _world;
    private readonly LiveEventEncoder _encoder = new();

    public Encoded(World world, params uint[] known)
    {
        _world = world;
        foreach (uint tid in known)
        {
            Assert.True(world.Threads.TryFind(tid, out var thread));
            _encoder.Know(thread);
        }
    }

    public LiveEventEncoder Encoder => _encoder;

    public void Write(byte[] record, bool isForState = false)
    {
        var view = Records.View(record);
        var thread = _world.Threads.Apply(view);
        _encoder.Write(new EventContext(view, thread, _world.Node, number: 1, view.Header.Result), isForState);
        _world.Threads.Settle(view);
    }

    /// <summary>All that was encoded, what rules do not see too.</summary>
    public List<EncodedEvent> ReadAll()
    {
        using var reader = new ScapReader(new MemoryStream(File()));
        while (reader.TryReadHead(out _))
        {
        }

        var events = new List<EncodedEvent>();
        while (reader.TryReadEvent())
        {
            var at = reader.Event;
            byte[][] parameters = [.. Enumerable.Range(0, at.ParametersCount).Select(i => at.Parameter(i).ToArray())];
            events.Add(new EncodedEvent(
                ScapEventTable.Find(at.Code)!, (long)at.Tid, at.TimeNs, (at.Flags & 1) != 0, parameters));
        }

        Assert.Null(reader.Ending);
        Assert.Equal(0, reader.MalformedEvents);
        return events;
    }

    /// <summary>What rules would see.</summary>
    public EncodedEvent[] Read() => [.. ReadAll().Where(read => !read.IsForState)];

    /// <summary>A whole capture, without threads.</summary>
    public byte[] File()
    {
        var output = new ScapOutput();
        var head = new ScapHeadWriter(output);
        head.Section();
        head.Recorder("1.0"u8);
        head.BeginThreads();
        head.EndThreads();
        output.Bytes(_encoder.Written);
        return output.Written.ToArray();
    }
}

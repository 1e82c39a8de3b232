using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>fdlist.*: what a recorded poll waits for.</summary>
internal static class PollCaptureFields
{
    private const int EntryBytes = 10;

    // Adds what is told of one descriptor; false when that is nothing, not even a comma.
    private delegate bool Writer(long number, Descriptor? descriptor, ref TextBuilder text);

    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("fdlist.nums", Each(static (number, _, ref text) =>
        {
            text.AddNumber(number);
            return true;
        })),
        Text("fdlist.names", Each(static (_, descriptor, ref text) =>
        {
            text.Add(descriptor is null || descriptor.Name.IsEmpty ? RecordedValues.NotKnown : descriptor.Name);
            return true;
        })),
        Text("fdlist.cips", Each(static (_, descriptor, ref text) =>
            WriteAddress(descriptor, isClient: true, ref text))),
        Text("fdlist.sips", Each(static (_, descriptor, ref text) =>
            WriteAddress(descriptor, isClient: false, ref text))),
        Text("fdlist.cports", Each(static (_, descriptor, ref text) =>
            WritePort(descriptor, isClient: true, ref text))),
        Text("fdlist.sports", Each(static (_, descriptor, ref text) =>
            WritePort(descriptor, isClient: false, ref text))),
    ];

    private static TextReader Each(Writer write)
    {
        int poll = EventTable.NameId("poll");
        int ppoll = EventTable.NameId("ppoll");
        return (in context, out value) =>
        {
            value = default;
            int name = EventTable.NameId(context.Event.Type);
            var list = context.Event.Parameter(1);
            if ((name != poll && name != ppoll) || list.Length < sizeof(ushort))
            {
                return false;
            }

            var text = new TextBuilder(context.Node.Scratch);
            int count = BinaryPrimitives.ReadUInt16LittleEndian(list);
            list = list[sizeof(ushort)..];
            for (int i = 0; i < count && list.Length >= EntryBytes; i++)
            {
                long number = BinaryPrimitives.ReadInt64LittleEndian(list);
                list = list[EntryBytes..];
                if (write(number, RecordedDescriptors.Find(context.Thread, number), ref text))
                {
                    text.Add((byte)',');
                }
            }

            text.CutTo(Math.Max(text.Length - 1, 0));
            value = text.Finish();
            return !value.IsEmpty;
        };
    }

    private static bool HasEnd(Descriptor? socket, bool isClient) => socket is not null
        && (socket.Kind.HasTwoEnds() || (!isClient && socket.Kind.IsServer()));

    private static bool WriteAddress(Descriptor? socket, bool isClient, ref TextBuilder text)
    {
        if (!HasEnd(socket, isClient))
        {
            return false;
        }

        var layout = SocketEnds.LayoutOf(socket!.Kind);
        text.AddAddress(SocketEnds.Address(isClient ? socket.Ends.Source(layout) : socket.Ends.Destination(layout)));
        return true;
    }

    private static bool WritePort(Descriptor? socket, bool isClient, ref TextBuilder text)
    {
        if (!HasEnd(socket, isClient))
        {
            return false;
        }

        var layout = SocketEnds.LayoutOf(socket!.Kind);
        text.AddUnsigned(isClient ? socket.Ends.SourcePort(layout) : socket.Ends.DestinationPort(layout));
        return true;
    }
}

using KosmosProbe.Engine.Captures.Scap.Upgrading;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Writes an event by the parameters that the format lists for its end, each with the value that fields read. So a new
/// event is written without a row of its own.
/// </summary>
internal sealed class ParameterWriter
{
    // keyctl's arguments and the words of ptrace are numbers unless their variant says otherwise.
    private const byte NumberVariant = 0;
    private const int VariantBytes = 1 + sizeof(ulong);

    private readonly Slot[] _slots;

    /// <summary>A writer.</summary>
    /// <param name="type">The event.</param>
    /// <param name="info">Its end.</param>
    public ParameterWriter(EventType type, ScapEventInfo info) =>
        _slots = [.. info.Parameters.Select(parameter => new Slot(parameter.Type, Find(type, parameter.Name)))];

    /// <summary>Writes the event.</summary>
    public void Write(in LiveEvent live, ScapEventOutput output)
    {
        output.Begin(live.Code, live.Head, _slots.Length);
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            Write(live, slot, output);
        }

        output.End();
    }

    private static EventParameter? Find(EventType type, string name)
    {
        foreach (var parameter in EventParameters.Of(type))
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    private static void Write(in LiveEvent live, in Slot slot, ScapEventOutput output)
    {
        switch (slot.Type)
        {
            case ParameterType.SockTuple when SocketView.TryView(live.Context, out var socket):
                ScapSockets.AddTuple(socket, output);
                return;
            case ParameterType.SockAddr when SocketView.TryView(live.Context, out var socket):
                ScapSockets.AddBound(socket, output);
                return;
            default:
                break;
        }

        if (slot.Own?.Number is { } number && number(live.Context, out long value))
        {
            WriteNumber(slot.Type, value, output);
        }
        else if (slot.Own?.Raw is { } raw && raw(live.Context, out var text))
        {
            WriteText(slot.Type, text, output);
        }
        else
        {
            output.Bytes(ParameterDefaults.Bytes(slot.Type));
        }
    }

    private static void WriteNumber(ParameterType type, long value, ScapEventOutput output)
    {
        switch (ParameterDefaults.FixedBytes(type))
        {
            case sizeof(byte):
                output.U8((byte)value);
                break;
            case sizeof(ushort):
                output.U16((ushort)value);
                break;
            case sizeof(uint):
                output.U32((uint)value);
                break;
            case sizeof(ulong):
                output.I64(value);
                break;
            default:
                var raw = output.Raw(VariantBytes);
                raw.U8(NumberVariant);
                raw.U64((ulong)value);
                break;
        }
    }

    private static void WriteText(ParameterType type, ReadOnlySpan<byte> text, ScapEventOutput output)
    {
        if (type == ParameterType.ByteBuf)
        {
            output.Bytes(text);
        }
        else
        {
            output.Text(text);
        }
    }

    private readonly record struct Slot(ParameterType Type, EventParameter? Own);
}

using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Names of a parameter's bits or values, out of <see cref="EventCatalogue"/>. For calls that few rules are about: the
/// catalogue is read when the first of these names is printed, so that others need no tables of their own.
/// </summary>
internal sealed class KnownNames(string call, string parameter)
{
    private readonly Lazy<ValueNames> _names = new(() => new ValueNames(
        EventCatalogue.All.Last(known => known.Name == call).Parameters.Single(known => known.Name == parameter)));

    /// <summary>Adds the names of the set bits; nothing when no bit has a name.</summary>
    public void WriteFlags(in EventContext context, long value, ref TextBuilder text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        _names.Value.AddFlags(context, bytes, ref text);
    }

    /// <summary>Adds the name of the value; nothing for one without.</summary>
    public void WriteValue(in EventContext context, long value, ref TextBuilder text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        _names.Value.AddEqual(context, bytes, ref text);
    }
}

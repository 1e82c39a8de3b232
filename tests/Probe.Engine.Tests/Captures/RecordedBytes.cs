using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>Records of captures' events, put together from the values of their parameters.</summary>
internal static class RecordedBytes
{
    private const int GenericCode = 1;

    /// <summary>An event with one parameter of the catalogue, all others without a value.</summary>
    public static byte[] WithOne(string name, string parameter, byte[] value)
    {
        var known = EventCatalogue.All.Last(known => known.Name == name).Parameters;
        Assert.Contains(known, entry => entry.Name == parameter);
        return Of(name, [.. known.Select(entry => entry.Name == parameter ? value : [])]);
    }

    /// <summary>An event with its parameters.</summary>
    public static byte[] Of(string name, params byte[][] parameters)
    {
        Assert.True(EventTable.TryFindName(name, out int nameId));
        ushort code = EventNames.IsGeneric(nameId) ? (ushort)GenericCode : CodeOf(name);
        var buffer = new RecordBuffer();
        ref var recorded = ref buffer.Begin(parameters.Length);
        recorded.Code = code;
        recorded.Header.Type = EventTable.Recorded(nameId);
        recorded.Header.Tid = 7;
        recorded.Header.TimeNs = 1_000_000_000;
        foreach (byte[] parameter in parameters)
        {
            buffer.Add(parameter);
        }

        buffer.End(0);
        return buffer.Record.ToArray();
    }

    /// <summary>A value as rows of tests write it: its type, a colon, the value.</summary>
    public static byte[] Value(string written)
    {
        string[] parts = written.Split(':', 2);
        bool isNumber = parts[0] is not ("text" or "hex" or "none");
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(
            bytes, isNumber ? Int128.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return parts[0] switch
        {
            "text" => [.. Encoding.UTF8.GetBytes(parts[1]), 0],
            "hex" => Convert.FromHexString(parts[1]),
            "none" => [],
            _ => bytes[..(int.Parse(parts[0], CultureInfo.InvariantCulture) / 8)],
        };
    }

    private static ushort CodeOf(string name)
    {
        for (int code = 0; code < ushort.MaxValue; code++)
        {
            if (ScapEventTable.Find(code) is { IsToday: true, Kind: not ScapEventKind.Enter } info
                && info.Type != EventType.None
                && EventTable.Name(info.Type) == name)
            {
                return (ushort)code;
            }
        }

        throw new ArgumentException($"no code for {name}");
    }
}

using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>A field of random events: name, type, one value or several.</summary>
internal sealed record SampleField(string Name, FieldType Type, FieldShape Shape = FieldShape.Single)
{
    /// <summary>Every type in every shape it comes in; two of a kind where two fields can be compared.</summary>
    public static readonly SampleField[] All =
    [
        new("t.text", FieldType.Text), new("t.other", FieldType.Text), new("t.path", FieldType.Path),
        new("t.bytes", FieldType.Bytes), new("t.payload", FieldType.Bytes),
        new("t.i8", FieldType.Int8), new("t.i16", FieldType.Int16), new("t.i32", FieldType.Int32),
        new("t.i64", FieldType.Int64), new("t.errno", FieldType.Errno), new("t.pid", FieldType.Pid),
        new("t.fd", FieldType.FileDescriptor), new("t.u8", FieldType.UInt8), new("t.u16", FieldType.UInt16),
        new("t.u32", FieldType.UInt32), new("t.u64", FieldType.UInt64), new("t.flags", FieldType.Flags32),
        new("t.uid", FieldType.UInt32), new("t.took", FieldType.RelativeTime), new("t.at", FieldType.AbsoluteTime),
        new("t.double", FieldType.Double), new("t.ratio", FieldType.Double),
        new("t.bool", FieldType.Boolean), new("t.flag", FieldType.Boolean),
        new("t.port", FieldType.Port), new("t.peerport", FieldType.Port),
        new("t.ip", FieldType.IpAddress), new("t.peer", FieldType.IpAddress),
        new("t.net", FieldType.IpNetwork), new("t.peernet", FieldType.IpNetwork),
        new("t.texts", FieldType.Text, FieldShape.List), new("t.paths", FieldType.Path, FieldShape.List),
        new("t.numbers", FieldType.Int64, FieldShape.List), new("t.pids", FieldType.Pid, FieldShape.List),
        new("t.sizes", FieldType.UInt32, FieldShape.List), new("t.peers", FieldType.IpAddress, FieldShape.List),
        new("t.ends", FieldType.IpAddress, FieldShape.AnyNoneUnequal),
        new("t.endnets", FieldType.IpNetwork, FieldShape.AnyNoneUnequal),
        new("t.endports", FieldType.Port, FieldShape.AnyNoneUnequal),
        new("t.ancestors", FieldType.Text, FieldShape.Any), new("t.ancestorids", FieldType.Int64, FieldShape.Any),
        new("evt.num", FieldType.UInt64),
    ];

    /// <summary>Compares with written values only, as fields of several ends or ancestors do.</summary>
    public bool IsPlain => Shape is FieldShape.Any or FieldShape.AnyNoneUnequal;
}

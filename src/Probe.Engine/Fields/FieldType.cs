namespace KosmosProbe.Engine.Fields;

/// <summary>
/// A field's type, in Falco's terms. Decides which operators apply, how values parse, compare and print.
/// </summary>
public enum FieldType
{
    /// <summary>Bytes of text.</summary>
    Text,

    /// <summary>Text that names a file; compares as text.</summary>
    Path,

    /// <summary>Any bytes; printed with dots.</summary>
    Bytes,

    /// <summary>8-bit signed.</summary>
    Int8,

    /// <summary>16-bit signed.</summary>
    Int16,

    /// <summary>32-bit signed.</summary>
    Int32,

    /// <summary>64-bit signed.</summary>
    Int64,

    /// <summary>8-bit unsigned.</summary>
    UInt8,

    /// <summary>16-bit unsigned.</summary>
    UInt16,

    /// <summary>32-bit unsigned.</summary>
    UInt32,

    /// <summary>64-bit unsigned.</summary>
    UInt64,

    /// <summary>-errno as a number.</summary>
    Errno,

    /// <summary>A process or thread id.</summary>
    Pid,

    /// <summary>A file descriptor.</summary>
    FileDescriptor,

    /// <summary>32 bits of flags.</summary>
    Flags32,

    /// <summary>A user id: 32-bit unsigned, not comparable as an event argument.</summary>
    Uid,

    /// <summary>A duration in ns, unsigned.</summary>
    RelativeTime,

    /// <summary>A time in ns since the epoch, unsigned.</summary>
    AbsoluteTime,

    /// <summary>Floating point.</summary>
    Double,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A port: number or service name.</summary>
    Port,

    /// <summary>An IP address.</summary>
    IpAddress,

    /// <summary>An IP address that compares with networks.</summary>
    IpNetwork,

    /// <summary>That of the argument, for rows that have none of their own (evt.rawarg).</summary>
    Dynamic,
}

/// <summary>Facts of field types.</summary>
public static class FieldTypes
{
    /// <summary>Text, path or bytes: read by <see cref="TextReader"/>.</summary>
    /// <param name="type">The type.</param>
    public static bool IsText(this FieldType type) => type is FieldType.Text or FieldType.Path or FieldType.Bytes;

    /// <summary>IP address or network: read by <see cref="AddressReader"/>.</summary>
    /// <param name="type">The type.</param>
    public static bool IsAddress(this FieldType type) => type is FieldType.IpAddress or FieldType.IpNetwork;

    /// <summary>Any integer: read by <see cref="NumberReader"/>.</summary>
    /// <param name="type">The type.</param>
    public static bool IsNumber(this FieldType type) =>
        !type.IsText() && !type.IsAddress() && type is not (FieldType.Double or FieldType.Boolean);

    /// <summary>Compared as unsigned.</summary>
    /// <param name="type">The type.</param>
    public static bool IsUnsigned(this FieldType type) => type is FieldType.UInt8 or FieldType.UInt16
        or FieldType.UInt32 or FieldType.UInt64 or FieldType.Flags32 or FieldType.Uid or FieldType.RelativeTime
        or FieldType.AbsoluteTime or FieldType.Port;
}

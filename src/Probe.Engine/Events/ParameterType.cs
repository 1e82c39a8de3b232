namespace KosmosProbe.Engine.Events;

/// <summary>
/// The type of an event's parameter as it is recorded, under Falco's names in lower case: <c>FSRELPATH</c> is
/// <see cref="FsRelPath"/>. Fields have fewer types, see <c>FieldType</c>.
/// </summary>
public enum ParameterType
{
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

    /// <summary>Text that ends in a zero byte.</summary>
    CharBuf,

    /// <summary>Any bytes.</summary>
    ByteBuf,

    /// <summary>64-bit signed; negative is an error.</summary>
    Errno,

    /// <summary>An address: family, then what the family needs.</summary>
    SockAddr,

    /// <summary>Both ends of a connection, after their family.</summary>
    SockTuple,

    /// <summary>A file descriptor: 64-bit signed.</summary>
    Fd,

    /// <summary>A process or thread id: 64-bit signed.</summary>
    Pid,

    /// <summary>Descriptors with poll flags, after their count.</summary>
    FdList,

    /// <summary>A path, relative to the working directory.</summary>
    FsPath,

    /// <summary>A path, relative to the directory of another parameter.</summary>
    FsRelPath,

    /// <summary>The number of a system call: 16 bits.</summary>
    SyscallId,

    /// <summary>The number of a signal: 8 bits.</summary>
    SigType,

    /// <summary>A duration in ns.</summary>
    RelTime,

    /// <summary>A time in ns since the epoch.</summary>
    AbsTime,

    /// <summary>A type that depends on the value of another parameter.</summary>
    Dynamic,

    /// <summary>8 bits with names.</summary>
    Flags8,

    /// <summary>16 bits with names.</summary>
    Flags16,

    /// <summary>32 bits with names.</summary>
    Flags32,

    /// <summary>An 8-bit number with names for its values.</summary>
    EnumFlags8,

    /// <summary>A 16-bit number with names for its values.</summary>
    EnumFlags16,

    /// <summary>A 32-bit number with names for its values.</summary>
    EnumFlags32,

    /// <summary>A user id: 32-bit; all ones is none.</summary>
    Uid,

    /// <summary>A group id: 32-bit; all ones is none.</summary>
    Gid,

    /// <summary>The lower 32 signals of a set.</summary>
    SigSet,

    /// <summary>Permission bits: 32-bit.</summary>
    Mode,
}

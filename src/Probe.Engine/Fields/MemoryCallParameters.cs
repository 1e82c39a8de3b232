using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls about memory.</summary>
internal static class MemoryCallParameters
{
    // bpf/calls.h, SHAPE_MEMORY.
    private const int Size = 6;
    private const int ResidentAndSwapped = 7;

    // PROT_*, mman.h; of those that grow the kernel has higher bits.
    private static readonly (ulong Kernel, ulong Portable)[] ProtectionBits =
        [(1, 1), (2, 2), (4, 4), (8, 8), (0x0100_0000, 16), (0x0200_0000, 32)];

    // MAP_*, mman.h.
    private static readonly (ulong Kernel, ulong Portable)[] MapBits =
    [
        (0x1, 1), (0x2, 2), (0x10, 4), (0x20, 8), (0x40, 16), (0x4000, 64), (0x8000, 128), (0x10000, 256),
        (0x100, 512), (0x800, 1024), (0x1000, 2048), (0x2000, 16384),
    ];

    private static readonly EventParameter Address = HexValue("addr", FieldType.UInt64, 0);
    private static readonly EventParameter Length = Value("length", FieldType.UInt64, 1);
    private static readonly EventParameter Locked = Value("len", FieldType.UInt64, 1);

    private static readonly EventParameter[] Usage =
    [
        Value("vm_size", FieldType.UInt32, Size),
        CallValues.Number("vm_rss", FieldType.UInt32, (in _, in call) => (uint)call.Numbers[ResidentAndSwapped]),
        CallValues.Number("vm_swap", FieldType.UInt32, (in _, in call) => call.Numbers[ResidentAndSwapped] >>> 32),
    ];

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Brk,
        [
            CallValues.Hex("res", FieldType.UInt64, (in context, in _) => context.Result), .. Usage, Address,
        ]),
        (EventType.Mmap, [.. Mapping("mmap"), Value("offset", FieldType.UInt64, 5)]),
        (EventType.Mmap2, [.. Mapping("mmap2"), Value("pgoffset", FieldType.UInt64, 5)]),
        (EventType.Munmap, [Res, .. Usage, Address, Length]),
        (EventType.Mprotect, [Res, Address, Length, Protection("mprotect")]),
        (EventType.Mlock, [Res, Address, Locked]),
        (EventType.Mlock2,
            [Res, Address, Locked, CallValues.Flags("flags", new("mlock2", "flags"), CallValues.At(2))]),
        (EventType.Mlockall, [Res, CallValues.Flags("flags", new("mlockall", "flags"), CallValues.At(0))]),
        (EventType.Munlock, [Res, Address, Locked]),
        (EventType.Munlockall, [Res]),
    ];

    private static EventParameter[] Mapping(string call) =>
    [
        Res, .. Usage, Address, Length, Protection(call),
        CallValues.Flags("flags", new(call, "flags"), CallValues.At(3, MapBits)), Object("fd", 4),
    ];

    private static EventParameter Protection(string call) =>
        CallValues.Flags("prot", new(call, "prot"), CallValues.At(2, ProtectionBits));
}

using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// quotactl: its command says what the rest means. Numbers are Falco's; the kernel's stand in linux/quota.h and
/// linux/dqblk_xfs.h.
/// </summary>
internal static class QuotaCall
{
    private const int Struct = 2;

    private const long On = 1;
    private const long GetFormat = 4;
    private const long GetInfo = 8;
    private const long SetInfo = 16;
    private const long GetQuota = 32;
    private const long SetQuota = 64;
    private const long GetXfs = 1024;
    private const long SetXfs = 2048;

    private const long NoFormat = 1;

    private static readonly (long Kernel, long Portable)[] Commands =
    [
        (0x800001, 128), (0x800002, On), (0x800003, 2), (0x800004, GetFormat), (0x800005, GetInfo),
        (0x800006, SetInfo), (0x800007, GetQuota), (0x800008, SetQuota), (0x5801, 256), (0x5802, 512),
        (0x5803, GetXfs), (0x5804, SetXfs), (0x5805, 4096), (0x5806, 8192), (0x5807, 16384),
    ];

    /// <summary>The parameters.</summary>
    public static readonly EventParameter[] Parameters =
    [
        Res, Words("special", 0), Words("quotafilepath", 1),
        Limit("dqb_bhardlimit", 0), Limit("dqb_bsoftlimit", 8), Limit("dqb_curspace", 16),
        Limit("dqb_ihardlimit", 24), Limit("dqb_isoftlimit", 32),
        CallValues.Duration("dqb_btime", When(GetQuota, SetQuota, CallValues.Wide(Struct, 48))),
        CallValues.Duration("dqb_itime", When(GetQuota, SetQuota, CallValues.Wide(Struct, 56))),
        CallValues.Duration("dqi_bgrace", When(GetInfo, SetInfo, CallValues.Wide(Struct, 0))),
        CallValues.Duration("dqi_igrace", When(GetInfo, SetInfo, CallValues.Wide(Struct, 8))),
        Flags("dqi_flags", When(GetInfo, SetInfo, CallValues.Word(Struct, 16))),
        Flags("quota_fmt_out", FormatOut),
        Flags("cmd", Command),
        Flags("type", (in _, in call) => (call.Numbers[0] & 0xff) switch
        {
            0 => 1,
            1 => 2,
            _ => 0,
        }),
        CallValues.Number("id", FieldType.UInt32, (in context, in call) =>
            Command(context, in call) is GetQuota or SetQuota or GetXfs or SetXfs ? call.Numbers[2] : 0),
        Flags("quota_fmt", (in context, in call) =>
            Command(context, in call) == On ? Format(call.Numbers[2]) : NoFormat),
    ];

    private static EventParameter Limit(string name, int offset) =>
        CallValues.Number(name, FieldType.UInt64, When(GetQuota, SetQuota, CallValues.Wide(Struct, offset)));

    private static EventParameter Flags(string name, CallValue value) =>
        CallValues.Flags(name, new("quotactl", name), value);

    private static CallValue When(long command, long other, CallValue value) => (in context, in call) =>
        Command(context, in call) is var asked && (asked == command || asked == other) ? value(context, in call) : 0;

    private static long FormatOut(in EventContext context, in CallEvent call) =>
        Command(context, in call) == GetFormat ? Format(CallValues.Word(Struct, 0)(context, in call)) : NoFormat;

    private static long Format(long kernel) => kernel switch
    {
        1 => 2,
        2 => 4,
        4 => 8,
        _ => NoFormat,
    };

    private static long Command(in EventContext context, in CallEvent call)
    {
        foreach (var (kernel, portable) in Commands)
        {
            if ((call.Numbers[0] & uint.MaxValue) >> 8 == kernel)
            {
                return portable;
            }
        }

        return 0;
    }
}

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>The types of blocks. Those that begin with 8 were written before the format was published.</summary>
internal static class ScapBlock
{
    /// <summary>What every capture begins with.</summary>
    public const uint Section = 0x0A0D0D0A;

    /// <summary>Type and length before a block's content.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The length again, behind it.</summary>
    public const int TrailerBytes = 4;

    /// <summary>The machine.</summary>
    public static bool IsMachine(uint type) => type is 0x201 or 0x8002ABCD;

    /// <summary>Its network interfaces.</summary>
    public static bool IsInterfaces(uint type) => type is 0x205 or 0x8011ABCD or InterfacesWithLengths;

    /// <summary>Its users and groups.</summary>
    public static bool IsUsers(uint type) => type is 0x206 or 0x8012ABCD or UsersWithLengths;

    /// <summary>What a thread has open.</summary>
    public static bool IsDescriptors(uint type) => type is 0x203 or 0x8001ABCD or DescriptorsWithLengths;

    /// <summary>One event.</summary>
    public static bool IsEvent(uint type) =>
        type is 0x204 or 0x8010ABCD or 0x208 or 0x216 or 0x217 or 0x221 or 0x222;

    /// <summary>An event behind 32 bits of flags.</summary>
    public static bool HasFlags(uint type) => type is 0x208 or 0x217 or 0x222;

    /// <summary>An event that says how many parameters it has.</summary>
    public static bool HasCount(uint type) => type is 0x216 or 0x217 or 0x221 or 0x222;

    /// <summary>The version of a list of threads, from 1 to 9; 0 for another block.</summary>
    public static int ThreadsVersion(uint type) => type switch
    {
        0x202 or 0x8000ABCD => 1,
        0x207 or 0x8013ABCD => 2,
        0x209 or 0x8014ABCD => 3,
        >= 0x210 and <= 0x215 => (int)(type - 0x20C),
        _ => 0,
    };

    /// <summary>Who recorded, of captures made by this program: no other reader knows it, and all skip it.</summary>
    public const uint OwnRecorder = 0x4B4F534D;

    /// <summary>Interfaces with the length of each before it.</summary>
    public const uint InterfacesWithLengths = 0x219;

    /// <summary>Users with the length of each before it.</summary>
    public const uint UsersWithLengths = 0x220;

    /// <summary>Descriptors with the length of each before it.</summary>
    public const uint DescriptorsWithLengths = 0x218;
}

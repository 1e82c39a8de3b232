using CsCheck;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Values of events and values as conditions write them, out of small pools, so that a random condition often holds.
/// </summary>
internal static class SampleValues
{
    private static readonly Gen<string> Pieces = Gen.OneOf(
        "a", "b", "A", "B", "x", "/", "/", "etc", ".", "-", "*", "?", "[", "]", "\\", " ", "\n", "=", "1",
        "\u00e9", "\U0001F480", "\udcff", "\udcc3", "\udca9").Array[0, 4].Select(string.Concat);

    private static readonly Gen<string> Words = Gen.OneOf(
        "", "a", "b", "ab", "AB", "etc", "/", "//", "/etc", "/etc/", "etc//x", "/etc/x", "/etcx", "a/b", "/a/b/c",
        "YQ", "YQ==", "YWI=", "L2V0Yy94", "1", "10", "-1", "1.5");

    private static readonly Gen<string> Options =
        Gen.OneOf("-a", "-l", "-lp", "-p", "-lpx", "--", "-", "x", "-l x", "-p 22 -v", "-l -p", "-v:p");

    /// <summary>
    /// Texts as tokens carry them: a byte that is no UTF-8 is a lone surrogate. Events and conditions share them.
    /// </summary>
    public static readonly Gen<string> Texts = Gen.Frequency((5, Pieces), (2, Words), (1, Options));

    /// <summary>Event values whose base64 or NUL would not do in a condition.</summary>
    private static readonly Gen<byte[]> EventTexts = Gen.Frequency(
        (9, Texts.Select(PlainText.Bytes)), (1, Gen.Byte.Array[0, 6]));

    private static readonly long[] Numbers =
    [
        0, 1, 2, 3, 10, -1, -2, 127, 128, -128, 255, 256, 32767, -32768, 65535, 65536, int.MaxValue, int.MinValue,
        uint.MaxValue, 4294967296, long.MaxValue, long.MinValue,
    ];

    public static readonly string[] Addresses =
    [
        "10.0.0.1", "10.0.0.2", "10.42.3.4", "192.168.1.1", "0.0.0.0", "255.255.255.255", "::1", "::", "fe80::1",
        "2001:db8::1", "2001:db8::ffff", "::ffff:10.0.0.1",
    ];

    /// <summary>A value of an event.</summary>
    public static Gen<object> Of(FieldType type) => type switch
    {
        _ when type.IsText() => EventTexts.Select(object (t) => t),
        _ when type.IsAddress() => Gen.OneOf(Addresses).Select(object (a) => a),
        FieldType.Double => Gen.OneOf(0.0, 1, 1.5, -2, 3, double.NaN).Select(object (d) => d),
        FieldType.Boolean => Gen.Bool.Select(object (b) => b),
        FieldType.Port => Gen.OneOf(0L, 22, 443, 4464, 65535).Select(object (p) => p),
        _ => Integers(type).Select(object (n) => n),
    };

    /// <summary>Values of a type, as its readers give them: sign or zeros extended to 64 bits.</summary>
    public static Gen<long> Integers(FieldType type)
    {
        var (least, most) = PlainNumbers.Range(type);
        return Gen.OneOf(type.IsUnsigned() && PlainNumbers.Bits(type) == 64
            ? Numbers
            : [.. Numbers.Where(n => n >= least && n <= most)]);
    }
}

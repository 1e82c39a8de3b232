using CsCheck;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Random values as conditions write them, for a type or for an operator with a language of its own.</summary>
internal static class ConstantGen
{
    /// <summary>Shell patterns; without <c>[.</c> and <c>[=</c>, collations, which a locale decides.</summary>
    public static readonly Gen<string> Globs = Gen.OneOf(
            "*", "*", "?", "a", "b", "A", "/", "/", "etc", ".", "-", "[a-b]", "[!a]", "[^a]", "[", "]", "[]a]", "[!]a]",
            "[a-]", "[-a]", "[b-a]", "[A-b]", "[X-c]", "[Y-_]", "[[:alpha:]]",
            "[![:digit:]x]", "[[:upper:]", "\\a", "\\*", "\\[", "[\\]a]", "\\",
            "!", "^", "{a,b}", "\u00e9", "\udcff", "[\u00e9]").Array[0, 4].Select(string.Concat)
        .Where(g => !g.Contains("[.", StringComparison.Ordinal) && !g.Contains("[=", StringComparison.Ordinal));

    /// <summary>Regular expressions.</summary>
    public static readonly Gen<string> Regexes = Regex(depth: 2);

    /// <summary>Bytes in hexadecimal.</summary>
    public static readonly Gen<string> Hexadecimals = Gen.OneOf("61", "2f", "2F", "65", "ff", "C3a9", "00")
        .Array[0, 3].Select(string.Concat);

    private static readonly Gen<string> Networks = Gen.OneOf(SampleValues.Addresses).SelectMany(address =>
    {
        bool isV6 = address.Contains(':');
        int least = address.Contains("ffff:1", StringComparison.Ordinal) ? 96 : isV6 ? 1 : 0;
        return Gen.OneOf(Gen.Int[least, isV6 ? 128 : 32], Gen.OneOf(isV6 ? 128 : 32, isV6 ? 96 : 8))
            .Select(length => $"{address}/{length}");
    });

    private static readonly Gen<string> FromTo = Gen.OneOf(
        "10.0.0.0-10.0.0.1", "10.0.0.2-10.42.3.4", "0.0.0.0-255.255.255.255", "192.168.1.1-192.168.1.1", "::-::1",
        "2001:db8::2-2001:db8::ffff", "::ffff:10.0.0.0-::ffff:10.0.0.9");

    /// <summary>Networks, and ranges from one address to another.</summary>
    public static readonly Gen<string> Ranges = Gen.OneOf(Networks, FromTo);

    /// <summary>A value of a type.</summary>
    public static Gen<string> Of(FieldType type, bool isStrict) => type switch
    {
        FieldType.Bytes => Gen.OneOf(SampleValues.Texts, Gen.OneOf("\0", "a\0")),
        _ when type.IsText() => SampleValues.Texts,
        FieldType.Boolean => Gen.OneOf("true", "false"),
        FieldType.Double => Gen.OneOf("0", "1", "-2", "3"),
        FieldType.Port => Gen.OneOf("22", "443", "0", "65535", "70000", "ssh", "https", ""),
        FieldType.IpAddress => isStrict
            ? Gen.OneOf(SampleValues.Addresses)
            : Gen.OneOf(Gen.OneOf(SampleValues.Addresses), Ranges),
        FieldType.IpNetwork => isStrict ? Networks : Gen.OneOf(Ranges, Gen.OneOf(SampleValues.Addresses)),
        _ => SampleValues.Integers(type).Select(n => PlainNumbers.Of(type, n).ToString()),
    };

    private static Gen<string> Regex(int depth)
    {
        var atom = Gen.OneOf(
            "a", "a", "b", "A", "/", "etc", "\\.", "\\*", "\u00e9", "\U0001F480", ".", ".", "[ab]", "[^a]", "[a-c]",
            "[^/]", "[[:alpha:]]", "[\u00e9b]", "[^\u00e9]");
        var inner = depth == 0 ? atom : Gen.OneOf(atom, atom, Regex(depth - 1).Select(r => $"({r})"));
        var piece = Gen.OneOf(
            Gen.Select(inner, Gen.OneOf("", "", "*", "+", "?", "{2}", "{0,1}", "{1,}")).Select((a, r) => a + r),
            inner,
            Gen.OneOf("^", "$", ".*"));
        return piece.Array[0, 4].Select(string.Concat).Array[1, 2].Select(branches => string.Join('|', branches));
    }
}

namespace KosmosProbe.Engine.Matching;

/// <summary>The character classes of POSIX in the C locale, by name.</summary>
internal static class PosixClasses
{
    /// <summary>What a class contains; null when there is no such class.</summary>
    /// <param name="name">Without colons: <c>alpha</c>.</param>
    public static Func<byte, bool>? Find(string name) => name switch
    {
        "alpha" => static b => char.IsAsciiLetter((char)b),
        "digit" => static b => char.IsAsciiDigit((char)b),
        "alnum" => static b => char.IsAsciiLetterOrDigit((char)b),
        "upper" => static b => char.IsAsciiLetterUpper((char)b),
        "lower" => static b => char.IsAsciiLetterLower((char)b),
        "space" => static b => b is (byte)' ' or (>= 9 and <= 13),
        "blank" => static b => b is (byte)' ' or (byte)'\t',
        "punct" => static b => b is > 32 and < 127 && !char.IsAsciiLetterOrDigit((char)b),
        "print" => static b => b is >= 32 and < 127,
        "graph" => static b => b is > 32 and < 127,
        "cntrl" => static b => b is < 32 or 127,
        "xdigit" => static b => char.IsAsciiHexDigit((char)b),
        _ => null,
    };
}

using KosmosProbe.Engine.Language.Transforming;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// The table of transformers: one row each. A transformed value is a field with its own reader, so that conditions and
/// outputs need to know nothing of transformers.
/// </summary>
internal static class Transformers
{
    /// <summary>All transformers.</summary>
    public static readonly IReadOnlyList<Transformer> All =
    [
        new()
        {
            Name = "tolower", ArgumentsMin = 1, ArgumentsMax = 1, Bind = CaseTransformer.BindLower,
            Description = "ASCII letters in lower case.", Example = "tolower(proc.name) = sh",
        },
        new()
        {
            Name = "toupper", ArgumentsMin = 1, ArgumentsMax = 1, Bind = CaseTransformer.BindUpper,
            Description = "ASCII letters in upper case.", Example = "toupper(proc.name) = SH",
        },
        new()
        {
            Name = "b64", ArgumentsMin = 1, ArgumentsMax = 1, Bind = Base64Transformer.Bind,
            Description = "What the base64 text stands for; missing when it is none. Padding is optional.",
            Example = "b64(evt.buffer) contains token",
        },
        new()
        {
            Name = "basename", ArgumentsMin = 1, ArgumentsMax = 1, Bind = BasenameTransformer.Bind,
            Description = "What follows the last slash.", Example = "basename(fd.name) = shadow",
        },
        new()
        {
            Name = "len", ArgumentsMin = 1, ArgumentsMax = 1, Bind = LengthTransformer.Bind,
            Description = "Bytes of a text up to a NUL, bytes of bytes, values of a list.",
            Example = "len(proc.cmdline) > 4096",
        },
        new()
        {
            Name = "join", ArgumentsMin = 2, ArgumentsMax = 2, Bind = JoinTransformer.BindJoin,
            Description = "Texts of a list with a separator between them; missing when one is.",
            Example = "join(\"-\", (proc.name, proc.pname)) = sh-bash",
        },
        new()
        {
            Name = "concat", ArgumentsMin = 2, ArgumentsMax = int.MaxValue, Bind = JoinTransformer.BindConcat,
            Description = "Two or more texts, one behind the other; missing when one is.",
            Example = "concat(proc.name, proc.pname) = shbash",
        },
        new()
        {
            Name = "getopt", ArgumentsMin = 2, ArgumentsMax = 2, TakesBracket = true, Bind = OptionsTransformer.Bind,
            Description = "The short options in a list of arguments, each followed by its value if it takes one; "
                + "in brackets the value of one option.",
            Example = "getopt(proc.args, \"lp:v\") intersects (p)",
        },
    ];

    private static readonly Dictionary<string, Transformer> ByName =
        All.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Whether a word in front of a parenthesis is a transformer.</summary>
    /// <param name="name">The word.</param>
    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>A transformer by its name.</summary>
    /// <param name="name">A known one.</param>
    public static Transformer Get(string name) => ByName[name];
}

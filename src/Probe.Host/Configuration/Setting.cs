namespace KosmosProbe.Host.Configuration;

/// <summary>What a setting's value must look like.</summary>
internal enum SettingType
{
    /// <summary>true, false, and YAML's other spellings.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Any single value.</summary>
    Text,

    /// <summary>A time span such as <c>500ms</c>, <c>90s</c> or <c>1h30m</c>; see <see cref="DurationText"/>.</summary>
    Duration,

    /// <summary>A mapping of names and texts.</summary>
    Texts,

    /// <summary>A mapping whose keys have rows of their own, or a list; looked into, not at.</summary>
    Parts,

    /// <summary>Anything, not looked into.</summary>
    Free,
}

/// <summary>What becomes of a setting.</summary>
internal enum SettingUse
{
    /// <summary>It does what its sentence says.</summary>
    Works,

    /// <summary>It is known, and this version does not act on it.</summary>
    NotYet,

    /// <summary>It has no meaning in this probe, whatever its value; nothing is said about it.</summary>
    Idle,

    /// <summary>Falco itself has given it up.</summary>
    Removed,
}

/// <summary>A key that a configuration may have.</summary>
/// <param name="Path">Dotted; <c>[]</c> stands for every item of a list.</param>
/// <param name="Type">Of its value.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Default">What holds when it is absent, as YAML; null when that is no single value.</param>
/// <param name="Sentence">What it does, in one sentence or two; empty for the items of lists.</param>
internal sealed record Setting(string Path, SettingType Type, SettingUse Use, string? Default, string Sentence)
{
    /// <summary>The only values it may have; empty: any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The smallest number it may be.</summary>
    public long? Least { get; init; }

    /// <summary>The largest number it may be.</summary>
    public long? Most { get; init; }

    /// <summary>Of a value that is not looked into: what it may be, in the words of JSON schema.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Falco does not have it.</summary>
    public bool IsOurs { get; init; }
}

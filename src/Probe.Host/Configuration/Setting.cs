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

    /// <summary>A mapping whose keys have rows of their own, or a list; looked into, not at.</summary>
    Parts,

    /// <summary>Anything, not looked into.</summary>
    Free,
}

/// <summary>What becomes of a setting.</summary>
internal enum SettingUse
{
    /// <summary>It does what Falco's documentation says.</summary>
    Works,

    /// <summary>It is known, and this version does not act on it.</summary>
    NotYet,

    /// <summary>Falco itself has given it up.</summary>
    Removed,
}

/// <summary>A key that a configuration may have.</summary>
/// <param name="Path">Dotted; <c>[]</c> stands for every item of a list.</param>
/// <param name="Type">Of its value.</param>
/// <param name="Use">What becomes of it.</param>
internal sealed record Setting(string Path, SettingType Type, SettingUse Use);

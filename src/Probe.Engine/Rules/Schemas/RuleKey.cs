namespace KosmosProbe.Engine.Rules.Schemas;

/// <summary>The items of a rules file that have keys.</summary>
[Flags]
internal enum KeyOwners
{
    None = 0,
    Rule = 1,
    Macro = 2,
    List = 4,
    Requirement = 8,
}

/// <summary>What an item may do to a key of an earlier one.</summary>
[Flags]
internal enum KeyChanges
{
    None = 0,

    /// <summary><c>override: {key: replace}</c>.</summary>
    Replace = 1,

    /// <summary><c>override: {key: append}</c>.</summary>
    Append = 2,

    /// <summary><c>append: true</c>.</summary>
    AppendByFlag = 4,
}

/// <summary>A key that items of a rules file may have.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Value">What its value must be.</param>
/// <param name="Owners">The items that may have it.</param>
/// <param name="Changes">What a later item may do to it.</param>
internal sealed record RuleKey(string Name, Schema Value, KeyOwners Owners, KeyChanges Changes = KeyChanges.None);

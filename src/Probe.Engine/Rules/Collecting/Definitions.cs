using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Collecting;

// What the first pass makes of a rules file: its items as they stand there, shape checked, not yet joined with others
// of the same name.

/// <summary>What a key does to an item of the same name that is already there.</summary>
internal enum KeyUse
{
    /// <summary>The key is not given.</summary>
    None,

    /// <summary>Sets the value.</summary>
    Replace,

    /// <summary>Adds to the value.</summary>
    Append,
}

/// <summary>How a whole item is meant.</summary>
internal enum ItemUse
{
    /// <summary>Defines it, or replaces all of it.</summary>
    Define,

    /// <summary>Changes only the keys it has; the item must exist.</summary>
    Change,

    /// <summary>Only switches a rule on or off.</summary>
    Toggle,
}

/// <summary>An item of a file.</summary>
internal abstract record Definition(string Name, YamlValue Item, ItemUse Use);

/// <summary>A list item of a file.</summary>
internal sealed record ListDefinition(string Name, YamlValue Item, ItemUse Use, List<YamlValue> Items, KeyUse ItemsUse)
    : Definition(Name, Item, Use);

/// <summary>A macro item of a file. Condition null: it was faulty and has been reported.</summary>
internal sealed record MacroDefinition(
    string Name, YamlValue Item, ItemUse Use, YamlValue? Condition, KeyUse ConditionUse)
    : Definition(Name, Item, Use);

/// <summary>A rule item of a file.</summary>
internal sealed record RuleDefinition(string Name, YamlValue Item, ItemUse Use) : Definition(Name, Item, Use)
{
    /// <summary>False: something was reported, and the rule is not to be compiled.</summary>
    public bool IsSound { get; init; } = true;

    public YamlValue? Source { get; init; }

    public YamlValue? Condition { get; init; }

    public YamlValue? Output { get; init; }

    public YamlValue? Description { get; init; }

    public Priority? Priority { get; init; }

    public bool? Enabled { get; init; }

    public bool? WarnEventTypes { get; init; }

    public bool? SkipIfUnknownFilter { get; init; }

    public bool? Capture { get; init; }

    public uint? CaptureMs { get; init; }

    public List<YamlValue>? Tags { get; init; }

    public List<ExceptionDefinition>? Exceptions { get; init; }

    /// <summary>For a change: what to do with each key.</summary>
    public IReadOnlyDictionary<string, KeyUse> Uses { get; init; } = new Dictionary<string, KeyUse>();

    /// <summary>What to do with a key.</summary>
    public KeyUse UseOf(string key) => Uses.GetValueOrDefault(key, KeyUse.None);
}

/// <summary>An entry of a rule's exceptions as a file has it. Nulls: not given.</summary>
internal sealed record ExceptionDefinition(string Name, YamlValue Item)
{
    /// <summary>A scalar or a sequence of scalars.</summary>
    public YamlValue? Fields { get; init; }

    /// <summary>A scalar or a sequence of scalars.</summary>
    public YamlValue? Operators { get; init; }

    /// <summary>One entry per excepted case.</summary>
    public List<YamlValue>? Values { get; init; }
}

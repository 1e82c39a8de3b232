using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Rules;

/// <summary>
/// What all files together say, as far as it was read: for descriptions. A running set of rules does not keep it.
/// </summary>
public sealed class LoadedItems
{
    private readonly RuleCollector _collected;

    internal LoadedItems(
        RuleRequirements requirements, RuleCollector collected, FieldTable fields, RuleSetOptions options)
    {
        Requirements = requirements;
        _collected = collected;
        Fields = fields;
        Options = options;
    }

    /// <summary>What the files need.</summary>
    public RuleRequirements Requirements { get; }

    /// <summary>The files, in the order in which they were loaded.</summary>
    internal List<RuleFile> Files { get; } = [];

    internal FieldTable Fields { get; }

    internal RuleSetOptions Options { get; }

    internal IReadOnlyList<Rule> Rules => _collected.Rules;

    internal IReadOnlyList<Macro> Macros => _collected.Macros;

    internal IReadOnlyList<NamedList> Lists => _collected.Lists;

    /// <summary>Which file it was, counted from 0.</summary>
    internal int FileNumber(RuleFile file) => Files.IndexOf(file);

    /// <summary>What conditions may name.</summary>
    internal NameScope Scope => RuleScopes.Of(_collected, Options.Strict);

    /// <summary>The same as Falco reads it.</summary>
    internal NameScope StrictScope => RuleScopes.Of(_collected, isStrict: true);

    /// <summary>The macros and lists that anything names.</summary>
    internal NameUsage Usage => new(_collected);
}

namespace KosmosProbe.Engine.Rules;

/// <summary>What a place in a rules file is, as Falco's reports distinguish it.</summary>
public enum RuleItem
{
    /// <summary>The whole file.</summary>
    Content,

    /// <summary>An item of which nothing else is known.</summary>
    ContentItem,

    /// <summary>required_engine_version.</summary>
    EngineVersion,

    /// <summary>required_plugin_versions.</summary>
    PluginVersions,

    /// <summary>One of the required plugins.</summary>
    PluginEntry,

    /// <summary>What will do instead of a required plugin.</summary>
    PluginAlternative,

    /// <summary>A list.</summary>
    List,

    /// <summary>A list's item.</summary>
    ListItem,

    /// <summary>A macro.</summary>
    Macro,

    /// <summary>A macro's condition, as the file has it.</summary>
    MacroCondition,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A rule's condition, as the file has it.</summary>
    RuleCondition,

    /// <summary>A place in the text of a condition.</summary>
    Expression,

    /// <summary>A rule's output.</summary>
    RuleOutput,

    /// <summary>A rule's priority.</summary>
    RulePriority,

    /// <summary>The mapping under <c>override</c>.</summary>
    Overrides,

    /// <summary>All exceptions of a rule.</summary>
    Exceptions,

    /// <summary>One exception.</summary>
    Exception,

    /// <summary>The excepted cases.</summary>
    ExceptionValues,

    /// <summary>One excepted case.</summary>
    ExceptionValue,

    /// <summary>The value of a key.</summary>
    ValueFor,

    /// <summary>A case of a file of rule tests, which Falco does not have.</summary>
    TestCase,
}

/// <summary>Falco's words for items.</summary>
public static class RuleItems
{
    private static readonly string[] Names =
    [
        "rules content",
        "rules content item",
        "required_engine_version",
        "required plugin versions",
        "required plugin versions entry",
        "required plugin versions alternative",
        "list",
        "list item",
        "macro",
        "macro condition",
        "rule",
        "rule condition",
        "condition expression",
        "rule output",
        "rule priority",
        "overrides",
        "exceptions",
        "exception",
        "exception values",
        "exception value",
        "value for",
        "case",
    ];

    /// <summary>Falco's word for an item.</summary>
    /// <param name="item">It.</param>
    public static string Name(this RuleItem item) => Names[(int)item];
}

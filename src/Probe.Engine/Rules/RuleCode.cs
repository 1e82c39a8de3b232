namespace KosmosProbe.Engine.Rules;

/// <summary>What kind of trouble a rules file has: Falco's codes, so that scripts that read them go on.</summary>
public enum RuleCode
{
    /// <summary>LOAD_ERR_FILE_READ.</summary>
    FileRead,

    /// <summary>LOAD_ERR_YAML_PARSE.</summary>
    YamlParse,

    /// <summary>LOAD_ERR_YAML_VALIDATE: wrong shape, missing or empty key, bad type, priority or override.</summary>
    YamlValidate,

    /// <summary>LOAD_ERR_COMPILE_CONDITION.</summary>
    CompileCondition,

    /// <summary>LOAD_ERR_COMPILE_OUTPUT.</summary>
    CompileOutput,

    /// <summary>LOAD_ERR_VALIDATE: versions, undefined macros, targets of appends, exceptions.</summary>
    Validate,

    /// <summary>LOAD_UNKNOWN_SOURCE; from here on warnings.</summary>
    UnknownSource,

    /// <summary>LOAD_UNKNOWN_FILTER.</summary>
    UnknownFilter,

    /// <summary>LOAD_UNKNOWN_ITEM.</summary>
    UnknownItem,

    /// <summary>LOAD_UNKNOWN_KEY.</summary>
    UnknownKey,

    /// <summary>LOAD_NO_EVTTYPE.</summary>
    NoEventType,

    /// <summary>LOAD_UNUSED_MACRO.</summary>
    UnusedMacro,

    /// <summary>LOAD_UNUSED_LIST.</summary>
    UnusedList,

    /// <summary>LOAD_INVALID_MACRO_NAME.</summary>
    InvalidMacroName,

    /// <summary>LOAD_INVALID_LIST_NAME.</summary>
    InvalidListName,

    /// <summary>LOAD_DEPRECATED_ITEM.</summary>
    DeprecatedItem,

    /// <summary>LOAD_COMPILE_CONDITION: a suspicious constant.</summary>
    SuspiciousCondition,

    /// <summary>LOAD_APPEND_NO_VALUES.</summary>
    AppendWithoutValues,

    /// <summary>LOAD_EXCEPTION_NAME_NOT_UNIQUE.</summary>
    ExceptionNameNotUnique,
}

/// <summary>Facts of codes.</summary>
public static class RuleCodes
{
    private static readonly string[] Names =
    [
        "LOAD_ERR_FILE_READ",
        "LOAD_ERR_YAML_PARSE",
        "LOAD_ERR_YAML_VALIDATE",
        "LOAD_ERR_COMPILE_CONDITION",
        "LOAD_ERR_COMPILE_OUTPUT",
        "LOAD_ERR_VALIDATE",
        "LOAD_UNKNOWN_SOURCE",
        "LOAD_UNKNOWN_FILTER",
        "LOAD_UNKNOWN_ITEM",
        "LOAD_UNKNOWN_KEY",
        "LOAD_NO_EVTTYPE",
        "LOAD_UNUSED_MACRO",
        "LOAD_UNUSED_LIST",
        "LOAD_INVALID_MACRO_NAME",
        "LOAD_INVALID_LIST_NAME",
        "LOAD_DEPRECATED_ITEM",
        "LOAD_COMPILE_CONDITION",
        "LOAD_APPEND_NO_VALUES",
        "LOAD_EXCEPTION_NAME_NOT_UNIQUE",
    ];

    /// <summary>Falco's name of a code.</summary>
    /// <param name="code">The code.</param>
    public static string Name(this RuleCode code) => Names[(int)code];

    /// <summary>True for what keeps a file from loading; false for warnings.</summary>
    /// <param name="code">The code.</param>
    public static bool IsError(this RuleCode code) => code < RuleCode.UnknownSource;
}

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

    /// <summary>LOAD_UNSAFE_NA_CHECK: a missing value is asked for by its print.</summary>
    UnsafeMissingCheck,

    /// <summary>LOAD_COMPILE_CONDITION: a suspicious constant.</summary>
    SuspiciousCondition,

    /// <summary>LOAD_APPEND_NO_VALUES.</summary>
    AppendWithoutValues,

    /// <summary>LOAD_EXCEPTION_NAME_NOT_UNIQUE.</summary>
    ExceptionNameNotUnique,
}

namespace KosmosProbe.Engine.Rules;

/// <summary>What there is to say of codes: Falco's name and phrase, and what a warning means.</summary>
public static class RuleCodes
{
    // In the order of the enumeration.
    private static readonly Text[] Texts =
    [
        new("LOAD_ERR_FILE_READ", "File read error"),
        new("LOAD_ERR_YAML_PARSE", "YAML parse error"),
        new("LOAD_ERR_YAML_VALIDATE", "Error validating internal structure of YAML file"),
        new("LOAD_ERR_COMPILE_CONDITION", "Error compiling condition"),
        new("LOAD_ERR_COMPILE_OUTPUT", "Error compiling output"),
        new("LOAD_ERR_VALIDATE", "Error validating rule/macro/list/exception objects"),
        new(
            "LOAD_UNKNOWN_SOURCE",
            "Unknown event source",
            "The rule is written for a source of events that is not there, so it is left out. Check the spelling of "
                + "`source`, or load the plugin that brings it."),
        new(
            "LOAD_UNKNOWN_FILTER",
            "Unknown field or event-type in condition or output",
            "The rule names a field or an event type that this engine does not have and says itself that it is then "
                + "to be left out. It judges nothing until the name exists."),
        new(
            "LOAD_UNKNOWN_ITEM",
            "Unknown rules file item",
            "The item is no rule, macro, list or requirement, so nothing is made of it. The key that says what it is "
                + "may be misspelt."),
        new(
            "LOAD_UNKNOWN_KEY",
            "Unknown key in item definition",
            "The key has no meaning in an item of this kind and is passed over. It may be misspelt, or belong to "
                + "another kind of item."),
        new(
            "LOAD_NO_EVTTYPE",
            "Condition has no event-type restriction",
            "The condition does not say which events it is about, so it is judged on nearly all of them, and all of "
                + "them have to be traced. Name them: `evt.type in (...)`, joined to the rest by `and`."),
        new(
            "LOAD_UNUSED_MACRO",
            "Unused macro",
            "No rule and no other macro names the macro. It costs nothing; it may be a leftover, or its user may "
                + "misspell it."),
        new(
            "LOAD_UNUSED_LIST",
            "Unused list",
            "No rule, macro or other list names the list. It costs nothing; it may be a leftover, or its user may "
                + "misspell it."),
        new(
            "LOAD_INVALID_MACRO_NAME",
            "Invalid macro name",
            "A condition could not name the macro: a name is a letter, followed by letters, digits and underscores."),
        new(
            "LOAD_INVALID_LIST_NAME",
            "Invalid list name",
            "A condition could not name the list: a name has no blanks, quotes, commas, parentheses or equals signs."),
        new(
            "LOAD_DEPRECATED_ITEM",
            "Used deprecated item",
            "What is used here still works but is to go. The message says what takes its place."),
        new(
            "LOAD_UNSAFE_NA_CHECK",
            "Unsafe <NA> comparison in condition",
            "A missing value never equals anything, also not the text that is printed for it, so the check does not "
                + "find what it looks for. Ask `not field exists` instead."),
        new(
            "LOAD_COMPILE_CONDITION",
            "Suspicious value in condition",
            "The condition can be used, but a value in it probably does not mean what its author had in mind."),
        new(
            "LOAD_APPEND_NO_VALUES",
            "Appended exception has no values",
            "Only values can be appended to an exception that is there already; without any nothing changes."),
        new(
            "LOAD_EXCEPTION_NAME_NOT_UNIQUE",
            "Several exceptions have the same name",
            "Two exceptions of the rule have the same name. Both count, but what is appended later reaches only the "
                + "first."),
    ];

    /// <summary>Falco's name of a code.</summary>
    /// <param name="code">The code.</param>
    public static string Name(this RuleCode code) => Texts[(int)code].Name;

    /// <summary>A code in a few words.</summary>
    /// <param name="code">The code.</param>
    public static string Phrase(this RuleCode code) => Texts[(int)code].Phrase;

    /// <summary>What a code means, for who reads it for the first time; of errors only the phrase.</summary>
    /// <param name="code">The code.</param>
    public static string Explanation(this RuleCode code) => Texts[(int)code].Explanation ?? Texts[(int)code].Phrase;

    /// <summary>True for what keeps a file from loading; false for warnings.</summary>
    /// <param name="code">The code.</param>
    public static bool IsError(this RuleCode code) => code < RuleCode.UnknownSource;

    private sealed record Text(string Name, string Phrase, string? Explanation = null);
}

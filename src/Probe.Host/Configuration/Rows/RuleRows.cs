using static KosmosProbe.Host.Configuration.SettingType;
using static KosmosProbe.Host.Configuration.SettingUse;

namespace KosmosProbe.Host.Configuration.Rows;

/// <summary>Which files are read and which of their rules are used.</summary>
internal static class RuleRows
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("config_files", Parts, Works, "[]",
            "Further configuration files, and folders of them, merged into this one in their order. An entry is a "
            + "path, or a mapping of `path` and `strategy`. They cannot name further ones."),
        new("config_files[]", Free, Works, null, "") { Kinds = ["string", "object"] },
        new("config_files[].path", Text, Works, null,
            "A file, or a folder whose files are taken by name. What does not exist is skipped."),
        new("config_files[].strategy", Text, Works, "append",
            "What happens to keys that are already there, at the top level: `append` adds to lists and replaces "
            + "everything else, `override` replaces, `add-only` keeps.")
        {
            Words = ["append", "override", "add-only"],
        },
        new("watch_config_files", Switch, Works, "true",
            "Changed configuration and rules files are loaded again while the probe runs."),
        new("rules_files", Parts, Works, "[]",
            "Rules files, and folders whose `*.yaml` and `*.yml` files are taken by name, in order. What does not "
            + "exist is skipped. Relative paths start at the file that names them."),
        new("rules_files[]", Text, Works, null, ""),
        new("rules_file", Parts, Works, "[]", "The former name of `rules_files`."),
        new("rules_file[]", Text, Works, null, ""),
        new("rule_files", Parts, Works, "[]", "Another name of `rules_files`."),
        new("rule_files[]", Text, Works, null, ""),
        new("rule_matching", Text, Works, "first",
            "With `first` an event alerts for the first rule that matches, with `all` for every one.")
        {
            Words = ["first", "all"],
        },
        new("priority", Text, Works, "debug",
            "The least important priority whose rules are loaded: emergency, alert, critical, error, warning, notice, "
            + "informational (or info), debug."),
        new("rules", Parts, Works, "[]",
            "Enables and disables rules, one entry after the other, when all files are loaded."),
        new("rules[]", Parts, Works, null, ""),
        new("rules[].enable", Parts, Works, null, "Enables what is named."),
        new("rules[].enable.rule", Text, Works, null, "Rules of this name, in which `*` stands for any text."),
        new("rules[].enable.tag", Text, Works, null, "Rules with this tag."),
        new("rules[].disable", Parts, Works, null, "Disables what is named."),
        new("rules[].disable.rule", Text, Works, null, "Rules of this name, in which `*` stands for any text."),
        new("rules[].disable.tag", Text, Works, null, "Rules with this tag."),
    ];
}

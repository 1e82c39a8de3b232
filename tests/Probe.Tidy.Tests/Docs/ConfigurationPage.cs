using KosmosProbe.Host.Configuration;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/configuration.md, from the rows of <see cref="SettingTable"/>.</summary>
internal static class ConfigurationPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Configuration");
        page.Paragraph(
            """
            The probe reads Falco's configuration: `-c FILE`, or the `falco.yaml` beside the program. Every key of
            Falco 0.44 is known; ours are marked with ⁺. `kosmos-probe --config-schema` prints the same as JSON
            schema, for editors.

            Values come together in this order, the later one wins:

            1. the file of `-c`;
            2. the files that its `config_files` names, or that `-o config_files=...` names, each laid over what is
               there;
            3. `-o key=value`, in order: `-o webserver.listen_port=9000`, `-o rules_files[1]=a.yaml`, and with empty
               brackets `-o 'webhooks[]={name: a, url: "http://host/"}'` adds an item;
            4. the other options of the command line.

            `${NAME}` anywhere in a value is replaced by the environment variable of that name, by nothing when there
            is none; what the variable holds is looked through again. `$${NAME}` stays `${NAME}`. A value has its type
            after that: `enabled: ${ON}` works. A key without value has its default.

            Paths of rules and of further configuration files start at the file that names them; all others at the
            working directory. Two variables are read beside the configuration: `FALCO_HOSTNAME` is the node's name in
            alerts, and `HOST_ROOT` is where the host's root is mounted when the probe runs in a container.

            The defaults are what Falco takes for a key that is absent. `engine.kind`, `stdout_output.enabled`,
            `log_stderr`, `syscall_event_drops.actions` and `metrics.interval` have the value of the file that Falco
            ships instead: in a short file of one's own they are often absent, and alerts, messages and losses would
            go nowhere. `log_syslog` is off.

            What is wrong is told with its place (`falco.yaml:12:3`):

            - a value of the wrong type or out of bounds is an error, and the probe does not start;
            - an unknown key is a warning, with the nearest known one;
            - a key that Falco has given up is a warning;
            - a key that this version does not act on is named in one line, where its value is not the default and
              what it belongs to is not switched off.

            `--dry-run` and `-V` print the warnings as well. `--support` prints all files and what they merge to, with
            variables as they were written.

            How to read the tables: a *list* may have a single value in place of one; a *time* is written as `500ms`,
            `90s` or `1h30m`. *(no effect yet)*: the value is checked and not acted on. A key of a list's items has
            `[]` before it.
            """);
        foreach (var (topic, rows) in SettingTable.Topics)
        {
            page.Heading(2, topic);
            page.Table(
                ["Key", "Type", "Default", "What it does"],
                rows.Where(static row => row.Sentence.Length > 0 && row.Use != SettingUse.Removed).Select(Row));
        }

        page.Heading(2, "Given up");
        page.Paragraph("Falco has removed these. They are accepted, with a warning, and have no effect.");
        page.Table(
            ["Key", "What it was"],
            SettingTable.Rows.Where(static row => row.Use == SettingUse.Removed)
                .Select(static row => new[] { PageText.Code(row.Path), row.Sentence }));
    }

    private static string[] Row(Setting row) =>
    [
        PageText.Code(row.Path) + (row.IsOurs ? "⁺" : ""),
        TypeOf(row),
        row.Default switch
        {
            null => "",
            "" => "empty",
            var text => PageText.Code(text),
        },
        row.Sentence + (row.Use == SettingUse.NotYet ? " *(no effect yet)*" : ""),
    ];

    private static string TypeOf(Setting row) => row.Type switch
    {
        SettingType.Switch => "true, false",
        SettingType.Integer when row is { Least: { } least, Most: { } most } => $"{least} to {most}",
        SettingType.Integer => "whole number",
        SettingType.Number => "number",
        SettingType.Text when row.Words.Count > 0 => string.Join(", ", row.Words),
        SettingType.Text => "text",
        SettingType.Duration => "time",
        SettingType.Texts => "names and texts",
        SettingType.Parts when SettingTable.Find(row.Path + "[]") is not null => "list",
        SettingType.Parts => "mapping",
        _ => "any",
    };
}

using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/fields.md, from the rows of <see cref="SyscallFields"/>.</summary>
internal static class FieldsPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Fields");
        page.Paragraph(
            """
            What conditions may compare and outputs may print. All fields of Falco's source `syscall` bind here, also
            those whose values this version does not collect: they are missing, every check on them is false, and a
            start names the rules that check them. `kosmos-probe --list` prints the same list in Falco's three forms.

            How to read the tables:

            - **Type**: *text* and *path* compare as bytes; a *number* may be signed or not as in Falco; a *duration*
              is in ns, a *time* in ns since the epoch; a *list* has several values.
            - **Argument**: what stands in brackets, in *(...)* when it may be left out. A key may follow a dot as
              well: `evt.arg.flags` is `evt.arg[flags]`.
            - **Lasts**: how long a value cannot change, and so how often a check on it has to be made: *container*,
              *process* (from one exec to the next) or *event*.
            - *Compare only*: has no value in outputs. *Left side only*: cannot be compared with from the right side;
              *no transformer*: cannot be put into one either.
            """);
        foreach (var fieldClass in SyscallFields.Classes)
        {
            page.Heading(2, Title(fieldClass));
            if (fieldClass.Description.Length > 0) page.Paragraph(fieldClass.Description);
            page.Table(["Field", "Type", "Argument", "Lasts", "What it tells"], fieldClass.Fields.Select(Row));
        }

        page.Heading(2, "Source k8s_audit");
        page.Paragraph(
            """
            Rules with `source: k8s_audit` name these fields, and those of events of any type above; others are refused.
            They are those of Falco's plugins k8saudit and json; `kosmos-probe --list=k8s_audit` prints them.
            [k8s-audit.md](k8s-audit.md) tells where such events come from.
            """);
        foreach (var fieldClass in AuditFields.Classes.Skip(1))
        {
            page.Heading(3, Title(fieldClass));
            page.Paragraph(fieldClass.Description);
            page.Table(
                ["Field", "Type", "Argument", "What it tells"],
                fieldClass.Fields.Select(Row).Select(static row => (string[])[.. row[..3], row[4]]));
        }

        page.Heading(2, "Not collected");
        page.Paragraph("The fields of the source syscall that are marked so, by reason.");
        page.Table(["Reason", "Fields"], SyscallFields.Table.All
            .Where(static field => field.NotCollected is not null)
            .GroupBy(static field => field.NotCollected!)
            .Select(static group => new[]
            {
                group.Key, string.Join(", ", group.Select(static field => PageText.Code(field.Name))),
            }));

        page.Heading(2, "Kept for old rules");
        page.Paragraph("These bind with a warning, and `--list` leaves them out, as in Falco.");
        page.Table(["Field", "Type", "What it tells"], SyscallFields.Table.All
            .Where(static field => field.Unlisted && field.Deprecated is not null)
            .Select(static field => new[] { PageText.Code(field.Name), TypeWord(field), field.Description }));

        page.Heading(2, "Beyond Falco's");
        page.Paragraph("Falco does not have these, and `--list` leaves them out, so that both lists can be compared.");
        page.Table(["Field", "Type", "What it tells"], SyscallFields.Table.All
            .Where(static field => field.Unlisted && field.Deprecated is null)
            .Select(static field => new[] { PageText.Code(field.Name), TypeWord(field), field.Description }));
    }

    private static string Title(FieldClass fieldClass) =>
        fieldClass.Scope is null ? fieldClass.Name : $"{fieldClass.Name} ({fieldClass.Scope.ToLowerInvariant()})";

    private static string[] Row(Field field) =>
    [
        PageText.Code(field.Name),
        TypeWord(field),
        ArgumentWord(field.Argument),
        field.Lifetime.ToString().ToLowerInvariant(),
        string.Join(' ', Sentences(field)),
    ];

    private static IEnumerable<string> Sentences(Field field)
    {
        yield return field.Description;
        if (field.NotCollected is not null) yield return "**Not collected.**";
        if (field.FilterOnly) yield return "*Compare only.*";
        else if (field.Plain) yield return "*Left side only, no transformer.*";
        else if (field.LeftOnly) yield return "*Left side only.*";
        yield return $"Example: {PageText.Code(field.Example)}";
    }

    private static string ArgumentWord(ArgumentRule rule) => rule switch
    {
        ArgumentRule.None => "",
        ArgumentRule.IndexRequired => "index",
        ArgumentRule.IndexOptional => "(index)",
        ArgumentRule.KeyRequired => "key",
        ArgumentRule.KeyOptional => "(key)",
        ArgumentRule.IndexOrKeyRequired => "index or key",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static string TypeWord(Field field)
    {
        string word = field.Type switch
        {
            FieldType.Text => "text",
            FieldType.Path => "path",
            FieldType.Bytes => "bytes",
            FieldType.Boolean => "true or false",
            FieldType.Double => "fraction",
            FieldType.Port => "port",
            FieldType.IpAddress => "address",
            FieldType.IpNetwork => "network",
            FieldType.RelativeTime => "duration",
            FieldType.AbsoluteTime => "time",
            FieldType.Dynamic => "the argument's",
            _ => "number",
        };
        return field.Shape == FieldShape.List ? $"list of {word}" : word;
    }
}

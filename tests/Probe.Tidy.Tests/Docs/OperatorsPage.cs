using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/operators.md, from the rows of <see cref="Operators"/> and <see cref="Transformers"/>.</summary>
internal static class OperatorsPage
{
    /// <summary>What may stand between operator and list.</summary>
    public static readonly (string Name, string Holds, string Example)[] Modifiers =
    [
        ("anyof", "at least one value of the list", "fd.name startswith anyof (/etc/, /var/)"),
        ("allof", "every value of the list", "proc.cmdline contains allof (curl, token)"),
        ("oneof", "exactly one value of the list", "proc.cmdline contains oneof (--allow, --deny)"),
    ];

    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Operators and transformers");
        page.Paragraph(
            """
            A check is `field operator value`; checks are joined by `and`, `or`, `not` and parentheses, and `and`
            binds tighter than `or`. A field without a value makes every check on it false, also `!=`: `proc.pname !=
            sh` and `not proc.pname = sh` differ exactly where there is no parent.
            """);

        page.Heading(2, "Operators");
        page.Paragraph(
            """
            - **Takes**: what stands on the right side. A *list* is `(a, b)` or the name of one.
            - **For**: the types of fields it may stand behind; others are refused when the rules load.
            - **Lists**: what it asks of a field that is a list; without a word it is refused there.
            - **Fields**: it may compare with another field, as in `proc.name = val(proc.pname)`.
            """);
        page.Table(["Operator", "Takes", "For", "Lists", "Fields", "What it asks"], Operators.All.Select(Row));

        page.Heading(2, "Modifiers");
        page.Paragraph(
            "Between an operator that takes one value and a list: for which values of the list the check must hold.");
        page.Table(
            ["Modifier", "Holds when the check does for", "Example"],
            Modifiers.Select(static row => new[] { PageText.Code(row.Name), row.Holds, PageText.Code(row.Example) }));

        page.Heading(2, "Transformers");
        page.Paragraph(
            """
            A transformer stands where a field may, on either side of an operator and in outputs:
            `%tolower(proc.name)`. They nest. When what they are given is missing, so is the result. On the right
            side, `val(field)` is the field as it is.
            """);
        page.Table(["Transformer", "Arguments", "What it makes", "Example"], Transformers.All.Select(Row));
    }

    private static string[] Row(Operator row) =>
    [
        PageText.Code(row.Spelling),
        row.Right switch
        {
            RightSide.None => "nothing",
            RightSide.Number => "a number",
            RightSide.Value => "a value",
            RightSide.List => "a list",
            _ => throw new ArgumentOutOfRangeException(nameof(row)),
        },
        row.Kinds == ValueKinds.All ? "all" : row.Kinds.Describe(),
        row.OverList switch
        {
            null => "",
            Quantifier.Any => "any value",
            Quantifier.All => "all values",
            _ => throw new ArgumentOutOfRangeException(nameof(row)),
        },
        row.Comparison is null ? "" : "yes",
        $"{row.Description} Example: {PageText.Code(row.Example)}",
    ];

    private static string[] Row(Transformer row) =>
    [
        PageText.Code(row.Name),
        (row.ArgumentsMax == int.MaxValue ? $"{row.ArgumentsMin} or more"
            : row.ArgumentsMin == row.ArgumentsMax ? $"{row.ArgumentsMin}"
            : $"{row.ArgumentsMin} to {row.ArgumentsMax}") + (row.TakesBracket ? ", then perhaps brackets" : ""),
        row.Description,
        PageText.Code(row.Example),
    ];
}

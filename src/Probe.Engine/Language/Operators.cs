using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;
using static KosmosProbe.Engine.Language.Binding.FieldComparisons;
using static KosmosProbe.Engine.Language.Binding.PredicateFactories;

namespace KosmosProbe.Engine.Language;

/// <summary>The table of operators: one row each. Parser, binder, compiler and docs learn operators here.</summary>
internal static class Operators
{
    private const ValueKinds Text = ValueKinds.Text;
    private const ValueKinds TextAndBytes = ValueKinds.Text | ValueKinds.Bytes;

    /// <summary>All operators; one that starts like another stands before it.</summary>
    public static readonly IReadOnlyList<Operator> All =
    [
        new()
        {
            Spelling = "exists", Right = RightSide.None, Kinds = ValueKinds.All, OverList = Quantifier.All,
            Description = "The field has a value; an empty text is one.", Example = "proc.name exists",
        },
        new()
        {
            Spelling = "<=", Right = RightSide.Number, Kinds = ValueKinds.Ordered,
            Predicate = Order(ExpressionType.LessThanOrEqual), Comparison = Ordered(ExpressionType.LessThanOrEqual),
            Description = "Less or equal; texts in byte order.", Example = "proc.pid <= 10",
        },
        new()
        {
            Spelling = "<", Right = RightSide.Number, Kinds = ValueKinds.Ordered,
            Predicate = Order(ExpressionType.LessThan), Comparison = Ordered(ExpressionType.LessThan),
            Description = "Less; texts in byte order.", Example = "proc.pid < 10",
        },
        new()
        {
            Spelling = ">=", Right = RightSide.Number, Kinds = ValueKinds.Ordered,
            Predicate = Order(ExpressionType.GreaterThanOrEqual),
            Comparison = Ordered(ExpressionType.GreaterThanOrEqual),
            Description = "Greater or equal; texts in byte order.", Example = "proc.pid >= 10",
        },
        new()
        {
            Spelling = ">", Right = RightSide.Number, Kinds = ValueKinds.Ordered,
            Predicate = Order(ExpressionType.GreaterThan), Comparison = Ordered(ExpressionType.GreaterThan),
            Description = "Greater; texts in byte order.", Example = "proc.pid > 10",
        },
        new()
        {
            Spelling = "==", Right = RightSide.Value, Kinds = ValueKinds.All, Predicate = Equal, Comparison = Same,
            Description = "Equal, case sensitive.", Example = "proc.name == sh",
        },
        new()
        {
            Spelling = "=", Right = RightSide.Value, Kinds = ValueKinds.All, Predicate = Equal, Comparison = Same,
            Description = "Equal, case sensitive.", Example = "proc.name = sh",
        },
        new()
        {
            Spelling = "!=", Right = RightSide.Value, Kinds = ValueKinds.All, Predicate = Equal, Comparison = Same,
            IsNegation = true,
            Description = "There is a value, and it is another.", Example = "proc.name != sh",
        },
        new()
        {
            Spelling = "glob", Right = RightSide.Value, Kinds = Text, NeedsBlank = true, Predicate = Glob,
            Description = "Fits a shell pattern with `*`, `?` and `[a-z]`; `*` matches slashes too.",
            Example = "proc.name glob nginx-*",
        },
        new()
        {
            Spelling = "iglob", Right = RightSide.Value, Kinds = Text, NeedsBlank = true, Predicate = GlobIgnoreCase,
            Description = "Like `glob`, with ASCII letters of either case equal.", Example = "proc.name iglob NGINX-*",
        },
        new()
        {
            Spelling = "contains", Right = RightSide.Value, Kinds = TextAndBytes, NeedsBlank = true,
            Predicate = Of(TextTest.Contains), Comparison = Call(nameof(TextComparison.Contains)),
            Description = "Contains a text.", Example = "proc.cmdline contains --privileged",
        },
        new()
        {
            Spelling = "icontains", Right = RightSide.Value, Kinds = Text, NeedsBlank = true,
            Predicate = Of(TextTest.ContainsIgnoreCase), Comparison = Call(nameof(TextComparison.ContainsIgnoreCase)),
            Description = "Like `contains`, with ASCII letters of either case equal.",
            Example = "proc.cmdline icontains password",
        },
        new()
        {
            Spelling = "bcontains", Right = RightSide.Value, Kinds = ValueKinds.Bytes, NeedsBlank = true,
            Predicate = OfHexadecimal(TextTest.Contains), Comparison = Call(nameof(TextComparison.Contains)),
            Description = "Contains bytes, written in hexadecimal.", Example = "evt.buffer bcontains cafe",
        },
        new()
        {
            Spelling = "startswith", Right = RightSide.Value, Kinds = TextAndBytes, NeedsBlank = true,
            Predicate = Of(TextTest.Prefix), Comparison = Call(nameof(TextComparison.Prefix)),
            Description = "Starts with a text.", Example = "fd.name startswith /etc/",
        },
        new()
        {
            Spelling = "bstartswith", Right = RightSide.Value, Kinds = ValueKinds.Bytes, NeedsBlank = true,
            Predicate = OfHexadecimal(TextTest.Prefix), Comparison = Call(nameof(TextComparison.Prefix)),
            Description = "Starts with bytes, written in hexadecimal.", Example = "evt.buffer bstartswith 7f454c46",
        },
        new()
        {
            Spelling = "endswith", Right = RightSide.Value, Kinds = TextAndBytes, NeedsBlank = true,
            Predicate = Of(TextTest.Suffix), Comparison = Call(nameof(TextComparison.Suffix)),
            Description = "Ends with a text.", Example = "fd.name endswith .pem",
        },
        new()
        {
            Spelling = "regex", Right = RightSide.Value, Kinds = Text, NeedsBlank = true, Predicate = Regex,
            Description = "Fits a POSIX regular expression as a whole.", Example = "proc.name regex [a-z]+[0-9]*",
        },
        new()
        {
            Spelling = "intersects", Right = RightSide.List, Kinds = ValueKinds.All, Predicate = Equal,
            Comparison = Same, OverList = Quantifier.Any,
            Description = "Any value is in the list.", Example = "proc.name intersects (sh, bash)",
        },
        new()
        {
            Spelling = "in", Right = RightSide.List, Kinds = ValueKinds.All, Predicate = Equal, Comparison = Same,
            OverList = Quantifier.All,
            Description = "Every value is in the list; for addresses the list may hold networks and ranges.",
            Example = "proc.name in (sh, bash)",
        },
        new()
        {
            Spelling = "pmatch", Right = RightSide.List, Kinds = Text, Predicate = Of(TextTest.PathPrefix),
            Comparison = Call(nameof(TextComparison.PathPrefix)),
            Description = "Is a path at or below one of the list, by whole components, which may be patterns.",
            Example = "fd.name pmatch (/etc, /usr/*/bin)",
        },
    ];
}

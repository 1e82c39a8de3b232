using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Reading;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>A file of rule tests: which rules, and cases that say what they do. Immutable.</summary>
public sealed class RuleTestFile
{
    /// <summary>The file, as errors name it.</summary>
    public required RuleFile File { get; init; }

    /// <summary>Rules files and directories, absolute, in order; empty when the file names none.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>The cases, in order; at least one.</summary>
    public required IReadOnlyList<RuleTestCase> Cases { get; init; }

    /// <summary>
    /// Reads a file. False, with all errors in the report, when it is none of this kind or anything in it is wrong.
    /// </summary>
    /// <param name="file">The file; its name is a path, what it names lies beside it.</param>
    /// <param name="report">Where errors go.</param>
    /// <param name="tests">What it says.</param>
    public static bool TryRead(RuleFile file, RuleReport report, [NotNullWhen(true)] out RuleTestFile? tests)
    {
        tests = YamlReader.TryRead(file, report, out var documents)
            ? new RuleTestReader(file, SyscallFields.Table, report).Read(documents)
            : null;
        return tests is not null;
    }

    /// <summary>
    /// Whether a file is a sequence of items, as rules files are: beside rules, those are no tests.
    /// </summary>
    /// <param name="file">The file.</param>
    public static bool IsRulesFile(RuleFile file) =>
        YamlReader.TryRead(file, new RuleReport(), out var documents)
        && documents.Exists(static document => document.Kind == YamlKind.Sequence)
        && documents.TrueForAll(static document => document.Kind is YamlKind.Sequence or YamlKind.Null);
}

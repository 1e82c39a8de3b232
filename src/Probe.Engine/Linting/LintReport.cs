using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Linting;

/// <summary>All that the linter has to say about some rules files.</summary>
public sealed class LintReport
{
    internal LintReport(RuleReport load, IReadOnlyList<Finding> findings, int rulesCount)
    {
        Load = load;
        Findings = findings;
        RulesCount = rulesCount;
    }

    /// <summary>What loading the files said; with errors in it there are no findings.</summary>
    public RuleReport Load { get; }

    /// <summary>The findings, file by file and in each by place.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>How many enabled rules were looked at.</summary>
    public int RulesCount { get; }

    /// <summary>How many findings are problems.</summary>
    public int ProblemsCount => Findings.Count(finding => finding.Severity == Severity.Problem);

    /// <summary>True when the files load and no finding is a problem.</summary>
    public bool IsClean => !Load.HasErrors && ProblemsCount == 0;
}

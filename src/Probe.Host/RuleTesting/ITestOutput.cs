using KosmosProbe.Engine.RuleTesting;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>Where the results of rule tests go: for reading as they come, or whole at the end.</summary>
internal interface ITestOutput
{
    /// <summary>The cases of a file follow.</summary>
    /// <param name="file">As the user named it.</param>
    void Begin(string file);

    /// <summary>A file that is no file of tests, or has errors.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="errors">Whole messages.</param>
    void Refuse(string file, IReadOnlyList<string> errors);

    /// <summary>A case was run.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="taken">How long it took.</param>
    void Add(RuleTestResult result, TimeSpan taken);

    /// <summary>All is done.</summary>
    /// <param name="totals">The counts.</param>
    void End(TestTotals totals);
}

/// <summary>What there was.</summary>
internal sealed class TestTotals
{
    /// <summary>Files of tests.</summary>
    public int Files { get; set; }

    /// <summary>Files that could not be read as such.</summary>
    public int Refused { get; set; }

    /// <summary>Cases that hold.</summary>
    public int Passed { get; set; }

    /// <summary>Cases that do not.</summary>
    public int Failed { get; set; }

    /// <summary>In one line.</summary>
    public override string ToString()
    {
        string refused = Refused == 0 ? "" : $", {Count(Refused, "file")} with errors";
        return $"{Count(Files, "file")}, {Count(Passed + Failed, "case")}: {Passed} passed, {Failed} failed{refused}";
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}

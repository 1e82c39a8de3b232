namespace KosmosProbe.Engine.Rules;

/// <summary>All that is to be said about a set of rules files, gathered in one run.</summary>
public sealed class RuleReport
{
    private readonly List<RuleError> _all = [];

    /// <summary>Nothing is added behind an error: Falco stops reading at the first.</summary>
    internal bool EndsWithFirstError { get; set; }

    /// <summary>Errors and warnings, in the order they were found.</summary>
    public IReadOnlyList<RuleError> All => _all;

    /// <summary>The same, file by file as first named and in each by line: the order in which authors mend.</summary>
    public IEnumerable<RuleError> InFileOrder => _all.GroupBy(error => error.File)
        .SelectMany(file => file.OrderBy(error => error.Span?.Line ?? 0).ThenBy(error => error.Span?.Column ?? 0));

    /// <summary>The errors, in file order.</summary>
    public IEnumerable<RuleError> Errors => InFileOrder.Where(error => error.IsError);

    /// <summary>The warnings, in file order.</summary>
    public IEnumerable<RuleError> Warnings => InFileOrder.Where(error => !error.IsError);

    /// <summary>True when the set cannot be used.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds an error or warning.</summary>
    /// <param name="error">It.</param>
    public void Add(RuleError error)
    {
        if (!EndsWithFirstError || !HasErrors)
        {
            _all.Add(error);
            HasErrors |= error.IsError;
        }
    }

    /// <summary>Adds an error or warning that points at a place.</summary>
    /// <param name="code">What kind.</param>
    /// <param name="span">Where.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="locations">The items around it, outermost first.</param>
    public void Add(RuleCode code, FileSpan span, string message, params IReadOnlyList<RuleLocation> locations) =>
        Add(new RuleError
        {
            Code = code,
            File = span.File.Name,
            Span = span,
            Message = message,
            Locations = locations,
        });
}

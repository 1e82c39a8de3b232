namespace KosmosProbe.Engine.Rules.Reporting;

/// <summary>What is to be said of one rules file.</summary>
/// <param name="Name">As the user gave it.</param>
/// <param name="Found">Errors and warnings, in order.</param>
/// <param name="SchemaWarnings">Where the file departs from the schema; these never keep it from loading.</param>
public sealed record FileResult(
    string Name, IReadOnlyList<RuleError> Found, IReadOnlyList<string> SchemaWarnings)
{
    /// <summary>What keeps it from loading.</summary>
    public IEnumerable<RuleError> Errors => Found.Where(error => error.IsError);

    /// <summary>What does not.</summary>
    public IEnumerable<RuleError> Warnings => Found.Where(error => !error.IsError);

    /// <summary>True when it can be used.</summary>
    public bool IsSuccessful => !Errors.Any();

    /// <summary>The file in one line: <c>x.yaml: Ok, with warnings</c>.</summary>
    public string Summary
    {
        get
        {
            string state = !IsSuccessful ? "Invalid" : Found.Count > 0 ? "Ok, with warnings" : "Ok";
            return $"{Name}: {state}";
        }
    }

    /// <summary>The result of one file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="found">What is to be said of it, in order.</param>
    public static FileResult Of(RuleFile file, IReadOnlyList<RuleError> found) =>
        new(file.Name, found, Schemas.SchemaCheck.Of(file));

    /// <summary>The results of files that were loaded together.</summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="report">What was found in them.</param>
    public static IReadOnlyList<FileResult> Of(IReadOnlyList<RuleFile> files, RuleReport report)
    {
        var found = report.InFileOrder.ToLookup(error => error.File);
        var read = files.Select(file => Of(file, [.. found[file.Name]]));
        var unread = found.Select(group => group.Key).Except(files.Select(file => file.Name));
        return [.. read, .. unread.Select(name => new FileResult(name, [.. found[name]], []))];
    }
}

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>Marks of which an open must bear one. One object for each check, to be compared cheaply.</summary>
/// <param name="marks">The marks.</param>
internal sealed class MarkSet(IReadOnlyList<PathMark> marks)
{
    // Reckoned roughly: how much of a node's opens bear the mark, and what it costs to look for it.
    private const double Whole = 0.001;
    private const double LastName = 0.01;
    private const double AnyFolder = 0.05;
    private const double WalkOverName = 0.1;
    private const double WalkOverPath = 0.5;
    private const double LongStart = 0.05;
    private const int LongStartBytes = 8;

    /// <summary>The marks.</summary>
    public IReadOnlyList<PathMark> Marks { get; } = marks;

    /// <summary>How many opens bear one of them, and what looking costs: less is better.</summary>
    public double Width { get; } = marks.Select(static mark => mark.Place).Distinct().Sum(CostOf)
        + marks.Sum(ShareOf);

    /// <summary>Whether any is looked for in the path, which can be another when a rule is judged again.</summary>
    public bool IsByPath { get; } = marks.Any(static mark => mark.Place != MarkPlace.AskedPart);

    private static double CostOf(MarkPlace place) => place switch
    {
        MarkPlace.Part => WalkOverPath,
        MarkPlace.AskedPart or MarkPlace.Ending => WalkOverName,
        _ => 0,
    };

    private static double ShareOf(PathMark mark) => mark.Place switch
    {
        MarkPlace.Path => Whole,
        MarkPlace.Directory => AnyFolder,
        MarkPlace.Start when mark.Text.Length < LongStartBytes => 1.0 / Math.Max(mark.Text.Length, 1),
        MarkPlace.Start => LongStart,
        _ => LastName,
    };
}

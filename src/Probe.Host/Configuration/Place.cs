namespace KosmosProbe.Host.Configuration;

/// <summary>Where a setting was written; counts from 1. An override has no line.</summary>
/// <param name="Source">The file as given, or the option.</param>
/// <param name="Line">Line, or 0.</param>
/// <param name="Column">Column, or 0.</param>
internal readonly record struct Place(string Source, int Line, int Column)
{
    /// <summary>
    /// Where a path leads that is written here: one in a file starts at that file, so that what lies beside it is found
    /// from every directory; one given on the command line starts where the user is.
    /// </summary>
    /// <param name="path">As written.</param>
    public string Beside(string path) => Path.GetFullPath(IsOnCommandLine
        ? path
        : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Source))!, path));

    private bool IsOnCommandLine => Source.StartsWith("-o ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}

namespace KosmosProbe.Host.Configuration;

/// <summary>Where a setting was written; counts from 1. An override has no line.</summary>
/// <param name="Source">The file as given, or the option.</param>
/// <param name="Line">Line, or 0.</param>
/// <param name="Column">Column, or 0.</param>
internal readonly record struct Place(string Source, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}

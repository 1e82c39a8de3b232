namespace KosmosProbe.Host.Audit;

/// <summary>A place between two lines, or two items, of a file.</summary>
/// <param name="Offset">In bytes.</param>
/// <param name="IsInArray">The file is one array, of which something has been read.</param>
internal readonly record struct AuditPosition(long Offset, bool IsInArray);

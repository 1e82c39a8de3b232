namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>Where alerts wait for their sinks, and how many.</summary>
/// <param name="Directory">Where the database lies; empty for none.</param>
/// <param name="BytesMax">What it may hold before the oldest alerts go.</param>
/// <param name="MemoryBytesMax">What may wait in memory while the disk takes nothing.</param>
internal sealed record SpoolOptions(string Directory, long BytesMax, long MemoryBytesMax);

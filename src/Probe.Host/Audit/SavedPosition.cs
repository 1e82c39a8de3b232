using System.Text.Json.Serialization;

namespace KosmosProbe.Host.Audit;

/// <summary>How much of a file had been judged when it was last noted.</summary>
/// <param name="Inode">The file, whatever it is called by now.</param>
/// <param name="Offset">Bytes from its start.</param>
/// <param name="IsInArray">It is one array.</param>
/// <param name="Head">What it begins with: another file may have the inode by now.</param>
internal sealed record SavedPosition(ulong Inode, long Offset, bool IsInArray, FileHead Head);

/// <summary>What is kept of all files.</summary>
/// <param name="Followed">The file or folder of the configuration that they are of.</param>
/// <param name="ListedNs">When files had been looked for the last time, ns since the epoch.</param>
/// <param name="Files">The files.</param>
internal sealed record SavedPositions(string Followed, long ListedNs, IReadOnlyList<SavedPosition> Files);

/// <summary>Its JSON form, made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SavedPositions))]
internal sealed partial class SavedPositionsJson : JsonSerializerContext;

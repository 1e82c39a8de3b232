using System.Text;

namespace KosmosProbe.Host.Identities;

/// <summary>The paths that a set of rules compares with, as the engine and as the C library take them.</summary>
/// <param name="bytes">The engine's list.</param>
internal sealed class PathList(IReadOnlyList<byte[]> bytes)
{
    /// <summary>No paths.</summary>
    public static PathList None { get; } = new([]);

    /// <summary>The engine's list.</summary>
    public IReadOnlyList<byte[]> Bytes { get; } = bytes;

    /// <summary>The same as texts.</summary>
    public IReadOnlyList<string> Texts { get; } = [.. bytes.Select(Encoding.UTF8.GetString)];
}

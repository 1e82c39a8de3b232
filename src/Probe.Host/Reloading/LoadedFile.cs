using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KosmosProbe.Host.Reloading;

/// <summary>
/// A file that rules or configuration were loaded from, and what it held. Contents are kept, not their sums: some
/// hundred kilobytes, where the library that makes the sums takes five megabytes for itself.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="content">What it held; not changed any more.</param>
internal sealed class LoadedFile(string path, byte[] content) : IEquatable<LoadedFile>
{
    // Where OpenSSL is not there, .NET ends the process when it is asked for.
    private static readonly Lazy<bool> CanHash = new(static () =>
        NativeLibrary.TryLoad("libssl.so.3", out _) || NativeLibrary.TryLoad("libssl.so.1.1", out _));

    private readonly Lazy<string> _sha256 =
        new(() => CanHash.Value ? Convert.ToHexStringLower(SHA256.HashData(content)) : "");

    /// <summary>Of the file.</summary>
    public string Path => path;

    /// <summary>
    /// Of what it held, in lower-case hexadecimal digits; made when first asked for. Empty on a machine without
    /// OpenSSL.
    /// </summary>
    public string Sha256 => _sha256.Value;

    private byte[] Content => content;

    /// <inheritdoc/>
    public bool Equals(LoadedFile? other) =>
        other is not null && path == other.Path && content.AsSpan().SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LoadedFile);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(path, content.Length);
}

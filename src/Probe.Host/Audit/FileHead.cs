using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Audit;

/// <summary>What a file begins with: one that only grows keeps it, and no two files of events have the same.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Hash">Their SHA-256, in hexadecimal digits.</param>
internal sealed record FileHead(int Length, string Hash)
{
    // The id of the first event is among them.
    private const int LengthMax = 1024;

    /// <summary>It tells of as much as it ever will.</summary>
    [JsonIgnore]
    public bool IsWhole => Length == LengthMax;

    /// <summary>The head of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="end">Where it counts as ended.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileHead Of(SafeFileHandle file, long end)
    {
        byte[] bytes = new byte[Math.Min(end, LengthMax)];
        int length = 0;
        while (length < bytes.Length)
        {
            int read = RandomAccess.Read(file, bytes.AsSpan(length), length);
            if (read == 0) break;
            length += read;
        }

        return new FileHead(length, Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))));
    }

    /// <summary>Whether a file begins so.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool IsOf(SafeFileHandle file) => Of(file, Length) == this;
}

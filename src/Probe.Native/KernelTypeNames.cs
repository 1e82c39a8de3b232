using System.Buffers.Binary;
using System.Text;

namespace KosmosProbe.Native;

/// <summary>
/// Looks names up among the kernel's types before anything is loaded: libbpf refuses the whole object for one hook that
/// a kernel does not have. The names are read as text, a few megabytes, and no type is taken apart.
/// </summary>
internal static class KernelTypeNames
{
    /// <summary>Where the kernel shows its types.</summary>
    internal const string Path = "/sys/kernel/btf/vmlinux";

    // struct btf_header, linux/btf.h.
    private const int HeaderBytes = 24;
    private const int HeaderLengthAt = 4;
    private const int NamesOffsetAt = 16;
    private const int NamesLengthAt = 20;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>Those of the names that the kernel's types have; none when they cannot be read.</summary>
    /// <param name="path">A file of BTF.</param>
    /// <param name="names">ASCII; shorter than a chunk.</param>
    internal static HashSet<string> Find(string path, IReadOnlyCollection<string> names)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> header = stackalloc byte[HeaderBytes];
            if (RandomAccess.Read(file, header, 0) < HeaderBytes) return found;
            long start = BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderLengthAt..])
                + BinaryPrimitives.ReadUInt32LittleEndian(header[NamesOffsetAt..]);
            long end = start + BinaryPrimitives.ReadUInt32LittleEndian(header[NamesLengthAt..]);
            byte[][] wanted = [.. names.Select(static name => Encoding.ASCII.GetBytes($"\0{name}\0"))];
            int overlap = wanted.Max(static name => name.Length);
            byte[] chunk = new byte[ChunkBytes];
            for (long at = start; at < end;)
            {
                int read = RandomAccess.Read(file, chunk, at);
                foreach (byte[] name in wanted)
                {
                    if (chunk.AsSpan(0, read).IndexOf(name) >= 0)
                        found.Add(Encoding.ASCII.GetString(name.AsSpan()[1..^1]));
                }

                // What a chunk's end cuts is whole in the next one.
                if (read <= overlap) break;
                at += read - overlap;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return found;
        }

        return found;
    }
}

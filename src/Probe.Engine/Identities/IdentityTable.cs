using System.Numerics;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Identities;

/// <summary>A file as the kernel tells it apart from all others of the machine.</summary>
/// <param name="Device">Of its file system, as the kernel's dev_t: major &lt;&lt; 20 | minor.</param>
/// <param name="Inode">Its number there.</param>
public readonly record struct FileIdentity(uint Device, ulong Inode);

/// <summary>What a path leads to in one mount namespace.</summary>
/// <param name="Namespace">Inode number of the namespace.</param>
/// <param name="File">The file.</param>
/// <param name="Path">The path.</param>
public readonly record struct KnownFile(uint Namespace, FileIdentity File, byte[] Path);

/// <summary>
/// The files behind the paths that rules compare with, by namespace: an open-addressed hash, at most half full. An
/// ordinary file is told apart by one look into it. Immutable.
/// </summary>
public sealed class IdentityTable
{
    // Stands for all namespaces together, so that a file that is known in none costs no second look.
    private const uint Any = 0;

    private readonly Slot[] _slots;
    private readonly HashSet<uint> _namespaces;
    private readonly SetMatcher _names;

    /// <summary>A table.</summary>
    /// <param name="paths">The paths that are looked for, whether they lead to a file or not.</param>
    /// <param name="namespaces">The namespaces that were looked at.</param>
    /// <param name="files">What was found there.</param>
    public IdentityTable(
        IReadOnlyList<byte[]> paths, IReadOnlyCollection<uint> namespaces, IReadOnlyCollection<KnownFile> files)
    {
        PathsCount = paths.Count;
        Files = files;
        _namespaces = [.. namespaces];
        _names = new SetMatcher(paths);
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(files.Count * 4, 4))];
        foreach (var file in files)
        {
            Add(file.File, Any, file.Path);
            Add(file.File, file.Namespace, file.Path);
        }
    }

    /// <summary>Knows no file.</summary>
    public static IdentityTable Empty { get; } = new([], [], []);

    /// <summary>How many paths are looked for.</summary>
    public int PathsCount { get; }

    /// <summary>The files, for each namespace and each path.</summary>
    public IReadOnlyCollection<KnownFile> Files { get; }

    /// <summary>How many these are.</summary>
    public int Count => Files.Count;

    /// <summary>How many namespaces were looked at.</summary>
    public int NamespacesCount => _namespaces.Count;

    /// <summary>Whether a namespace was looked at.</summary>
    /// <param name="mountNamespace">Its inode number.</param>
    public bool Knows(uint mountNamespace) => _namespaces.Contains(mountNamespace);

    /// <summary>Whether a path is one of those that are looked for.</summary>
    /// <param name="path">The path.</param>
    public bool Names(ReadOnlySpan<byte> path) => _names.Matches(path);

    /// <summary>
    /// The paths that lead to a file; empty for nearly all files. In a namespace that was not looked at yet, those of
    /// any: a new one begins as a copy of another.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="mountNamespace">As seen from there.</param>
    public ReadOnlySpan<byte[]> PathsOf(FileIdentity file, uint mountNamespace)
    {
        var anywhere = Find(file, Any);
        return anywhere.IsEmpty || !Knows(mountNamespace) ? anywhere : Find(file, mountNamespace);
    }

    private ReadOnlySpan<byte[]> Find(FileIdentity file, uint mountNamespace)
    {
        uint mask = (uint)_slots.Length - 1;
        for (uint at = Hash(file, mountNamespace) & mask; _slots[at].Paths is { } paths; at = (at + 1) & mask)
        {
            if (_slots[at].File == file && _slots[at].Namespace == mountNamespace) return paths;
        }

        return default;
    }

    private void Add(FileIdentity file, uint mountNamespace, byte[] path)
    {
        uint mask = (uint)_slots.Length - 1;
        uint at = Hash(file, mountNamespace) & mask;
        while (_slots[at].Paths is not null && (_slots[at].File != file || _slots[at].Namespace != mountNamespace))
        {
            at = (at + 1) & mask;
        }

        byte[][] paths = _slots[at].Paths ?? [];
        bool isThere = Array.Exists(paths, one => one.AsSpan().SequenceEqual(path));
        if (!isThere) _slots[at] = new Slot(file, mountNamespace, [.. paths, path]);
    }

    // An attacker may choose inode numbers to some extent, but not which files rules name.
    private static uint Hash(FileIdentity file, uint mountNamespace)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = (file.Inode ^ ((ulong)file.Device << 32) ^ mountNamespace) * Factor;
        return (uint)(hash >> 32);
    }

    private readonly record struct Slot(FileIdentity File, uint Namespace, byte[][]? Paths);
}

using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Threads;

/// <summary>One line of /etc/passwd or /etc/group, as bytes.</summary>
/// <param name="Name">Login or group name.</param>
/// <param name="Home">Home directory; empty for groups.</param>
/// <param name="Shell">Login shell; empty for groups.</param>
internal sealed record NamedId(byte[] Name, byte[] Home, byte[] Shell)
{
    /// <summary>A user's group; a group's own number.</summary>
    public uint Gid { get; init; }
}

/// <summary>
/// Names of user or group ids, from a file in the form of /etc/passwd or /etc/group. Read whole when it changed; asked
/// at every alert, so an answer costs one look into a table. What changes it may run on another thread.
/// </summary>
public sealed class NameFile
{
    // Lines of /etc/passwd have seven parts; what follows is one more.
    private const int PartsMax = 8;

    private readonly string _path;
    private readonly int _namesMax;
    private volatile Dictionary<uint, NamedId> _byId = [];
    private (DateTime Modified, long Length) _version;

    /// <summary>Names of a file; none before the first <see cref="Refresh"/>, and never any without a path.</summary>
    /// <param name="path">The file; it need not exist. Empty: none.</param>
    /// <param name="namesMax">Names kept at most, the file's first.</param>
    public NameFile(string path, int namesMax = int.MaxValue) => (_path, _namesMax) = (path, namesMax);

    /// <summary>How many ids have a name.</summary>
    public int Count => _byId.Count;

    /// <summary>True once a file was read, or its text taken.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Takes what a file holds that somebody else read.</summary>
    /// <param name="text">Its bytes, each as the character of the same number.</param>
    public void Take(string text)
    {
        _byId = Parse(text, _namesMax);
        IsRead = true;
    }

    /// <summary>Reads the file again when it changed. To be called about once a second.</summary>
    public void Refresh()
    {
        if (_path.Length == 0)
        {
            return;
        }

        try
        {
            var file = new FileInfo(_path);
            var version = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (version != _version)
            {
                Take(file.Exists ? File.ReadAllText(_path, Encoding.Latin1) : "");
                _version = version;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Replaced while it was read: the names that are known stay, and the next call reads again.
            _version = default;
        }
    }

    /// <summary>The name; <c>root</c> for a nameless 0, else <c>&lt;NA&gt;</c>.</summary>
    /// <param name="id">User or group.</param>
    public ReadOnlySpan<byte> Name(uint id) =>
        Find(id) is { } known ? known.Name : id == 0 ? "root"u8 : "<NA>"u8;

    /// <summary>All of them.</summary>
    internal IReadOnlyDictionary<uint, NamedId> All => _byId;

    /// <summary>The entry of an id; null when it has none.</summary>
    internal NamedId? Find(uint id) => _byId.GetValueOrDefault(id);

    // Both files have the name first and the id third; home and shell are sixth and seventh in /etc/passwd.
    private static Dictionary<uint, NamedId> Parse(ReadOnlySpan<char> text, int namesMax)
    {
        var byId = new Dictionary<uint, NamedId>();
        Span<Range> parts = stackalloc Range[PartsMax];
        foreach (var at in text.Split('\n'))
        {
            var line = text[at];
            int count = line.Split(parts, ':');
            if (count >= 3 && uint.TryParse(line[parts[2]], CultureInfo.InvariantCulture, out uint id)
                && !byId.ContainsKey(id))
            {
                if (byId.Count >= namesMax)
                {
                    break;
                }

                var named = parts[..count];
                byId.Add(id, new NamedId(Part(line, named, 0), Part(line, named, 5), Part(line, named, 6))
                {
                    Gid = GroupOf(line, named, id),
                });
            }
        }

        return byId;
    }

    // The fourth part is a group's members, whose names may be digits.
    private static uint GroupOf(ReadOnlySpan<char> line, ReadOnlySpan<Range> parts, uint id) =>
        parts.Length > 5 && uint.TryParse(line[parts[3]], CultureInfo.InvariantCulture, out uint gid) ? gid : id;

    private static byte[] Part(ReadOnlySpan<char> line, ReadOnlySpan<Range> parts, int index)
    {
        var part = index < parts.Length ? line[parts[index]] : [];
        byte[] bytes = part.IsEmpty ? [] : new byte[part.Length];
        Encoding.Latin1.GetBytes(part, bytes);
        return bytes;
    }
}

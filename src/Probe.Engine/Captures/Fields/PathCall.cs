using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Which parameters of a call are paths: numbers of parameters, -1 for none.</summary>
/// <param name="Name">The path of a call with one.</param>
/// <param name="Source">What fs.path.source is: of links the new path.</param>
/// <param name="Target">What fs.path.target is: of links what they point at.</param>
/// <param name="First">The first path with a directory, for evt.abspath.</param>
/// <param name="Second">The second one.</param>
/// <param name="IsOpen">It opens a file: its result is a descriptor.</param>
internal sealed record PathCall(
    int Name = -1,
    int Source = -1,
    int Target = -1,
    PathAt? First = null,
    PathAt? Second = null,
    bool IsOpen = false)
{
    /// <summary>In the place of a parameter: the name of the event's descriptor.</summary>
    public const int OfDescriptor = -2;

    private static readonly (string[] Names, PathCall Call)[] Rows =
    [
        (["mkdir", "rmdir", "unlink", "chmod", "chown", "lchown", "umount", "umount2", "quotactl"], new(Name: 1)),
        (["mkdirat", "unlinkat", "fchmodat", "fchownat"], new(Name: 2, First: new(1, 2))),
        (["fchmod", "fchown"], new(Name: OfDescriptor)),
        (["open"], new(Name: 1, IsOpen: true)),
        (["openat", "openat2"], new(Name: 2, First: new(1, 2), IsOpen: true)),
        (["open_by_handle_at"], new(First: new(-1, 3))),
        (["rename"], new(Source: 1, Target: 2)),
        (["renameat", "renameat2"], new(Source: 2, Target: 4, First: new(1, 2), Second: new(3, 4))),
        (["link"], new(Source: 2, Target: 1)),
        (["linkat"], new(Source: 4, Target: 2, First: new(1, 2), Second: new(3, 4))),
        (["symlink"], new(Source: 2, Target: 1)),
        (["symlinkat"], new(Source: 3, Target: 1, First: new(2, 3))),
        (["mount"], new(Source: 1, Target: 2)),
        (["mknodat", "newfstatat"], new(First: new(1, 2))),
    ];

    /// <summary>The calls by the id of their name; null for those that name no path.</summary>
    public static PathCall?[] ByNameId()
    {
        var calls = new PathCall?[EventTable.NamesCount];
        foreach (var (names, call) in Rows)
        {
            foreach (string name in names)
            {
                calls[EventTable.NameId(name)] = call;
            }
        }

        return calls;
    }
}

/// <summary>A path and its directory.</summary>
/// <param name="Directory">The parameter with the descriptor of the directory; -1 for none.</param>
/// <param name="Name">The parameter with the path.</param>
internal readonly record struct PathAt(int Directory, int Name);

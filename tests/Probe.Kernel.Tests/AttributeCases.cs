namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the calls of workload/attributes.c. Falco tells no arguments of these.</summary>
internal static class AttributeCases
{
    private const string Args = "evt.args";

    /// <summary>attributes.</summary>
    internal static readonly (string Step, string Field, string Expected)[] All =
    [
        ("pidfd_send_signal", Args, ""), ("pidfd_send_signal-fails", Args, ""),
        ("open_tree_attr", Args, ""), ("open_tree_attr-fails", Args, ""),
        ("setxattr", Args, ""), ("setxattr-fails", Args, ""),
        ("lsetxattr", Args, ""), ("lsetxattr-fails", Args, ""),
        ("fsetxattr", Args, ""), ("fsetxattr-fails", Args, ""),
        ("setxattrat", Args, ""), ("setxattrat-fails", Args, ""),
        ("removexattr", Args, ""), ("removexattr-fails", Args, ""),
        ("lremovexattr", Args, ""), ("lremovexattr-fails", Args, ""),
        ("fremovexattr", Args, ""), ("fremovexattr-fails", Args, ""),
        ("removexattrat", Args, ""), ("removexattrat-fails", Args, ""),
        ("setxattr", "fs.path.name", "{folder}/file"), ("lsetxattr", "fs.path.nameraw", "file"),
        ("setxattrat", "fs.path.name", "{folder}/file"), ("removexattrat", "fs.path.name", "{folder}/file"),
        ("fsetxattr", "fd.name", "{folder}/file"), ("fremovexattr", "fd.num", "{attributes.file}"),
        ("pidfd_send_signal", "fd.type", "pidfd"),
        ("setxattr-fails", "evt.res", "ENOENT"),
        ("open_tree_attr-fails", "evt.res", "ENOENT"), ("pidfd_send_signal-fails", "evt.res", "EBADF"),
    ];
}

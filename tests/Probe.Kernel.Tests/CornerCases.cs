namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the calls of workload/corners.c, in the formats of Falco.</summary>
internal static class CornerCases
{
    private const string Args = "evt.args";

    /// <summary>corner-names.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Names =
    [
        ("fchmodat2", Args,
            "res=0 dirfd={names.folder}(<d>{folder}) filename=file({folder}/file) mode=0700(S_IXUSR|S_IWUSR|"
            + "S_IRUSR)"),
        ("fchmodat2-fails", Args,
            "res=-9(EBADF) dirfd=-1(EPERM) filename=file(/file) mode=07777(S_IXOTH|S_IWOTH|S_IROTH|S_IXGRP|"
            + "S_IWGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISVTX|S_ISGID|S_ISUID)"),
        ("chown-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all uid=4294967295 gid=7"),
        ("lchown", Args, "res=0 path=file({folder}/file) uid=4294967295 gid=0"),
        ("fchown-fails", Args, "res=-9(EBADF) fd=-1(EPERM) uid=1 gid=2"),
        ("fchownat-fails", Args,
            "res=-2(ENOENT) dirfd={names.folder}(<d>{folder}) pathname= uid=1 gid=2 "
            + "flags=1024(AT_SYMLINK_NOFOLLOW)"),
        ("fchownat-empty", Args,
            "res=0 dirfd={names.file}({folder}/file) pathname=({folder}/file) uid=0 gid=0 flags=4096(AT_EMPTY_PATH)"),
        ("mkdirat-fails", Args,
            "res=-20(ENOTDIR) dirfd={names.file}(<d>{folder}/file) path=below({folder}/file/below) mode=1C0"),
        ("mknod-fails", Args,
            "res=-2(ENOENT) path=/nowhere/at/all mode=020640(S_IRGRP|S_IWUSR|S_IRUSR|S_IFCHR) dev=259"),
        ("mknodat", Args,
            "res=0 dirfd={names.folder}(<d>{folder}) path=socket({folder}/socket) mode=0140600(S_IWUSR|"
            + "S_IRUSR|S_IFSOCK) dev=0"),
        ("unlink-fails", Args, "res=-2(ENOENT) path="),
        ("linkat-fails", Args,
            "res=-2(ENOENT) olddir=-100(AT_FDCWD) oldpath=none({folder}/none) "
            + "newdir={names.folder}(<d>{folder}) newpath=never({folder}/never) flags=4096(AT_EMPTY_PATH)"),
        ("symlinkat-fails", Args,
            "res=-2(ENOENT) target= linkdirfd={names.folder}(<d>{folder}) linkpath=never({folder}/never)"),
        ("renameat-fails", Args,
            "res=-2(ENOENT) olddirfd={names.folder}(<d>{folder}) oldpath=none({folder}/none) "
            + "newdirfd=-100(AT_FDCWD) newpath=never({folder}/never)"),
        ("mkdir-null-faults", Args, "res=-14(EFAULT) path=<NA> mode=1C0"),
        ("unlink-unmapped-faults", Args, "res=-14(EFAULT) path=<NA>"),
        ("symlink-null-faults", Args, "res=-14(EFAULT) target=<NA> linkpath=never({folder}/never)"),
        ("chmod-huge-fails", Args,
            "res=-2(ENOENT) filename=/nowhere/at/all mode=07777(S_IXOTH|S_IWOTH|S_IROTH|S_IXGRP|S_IWGRP|"
            + "S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISVTX|S_ISGID|S_ISUID)"),
        ("fchmod-negative-fails", Args, "res=-9(EBADF) fd=-2147483648 mode=0"),
        ("chdir-empty-fails", Args, "res=-2(ENOENT) path="),
        ("chroot-null-faults", Args, "res=-14(EFAULT) path=<NA>"),
    ];

    /// <summary>corner-compat.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Compat =
    [
        ("chmod-compat", Args, "res=0 filename=file({folder}/file) mode=0600(S_IWUSR|S_IRUSR)"),
        ("mkdir-compat", Args, "res=0 path=made({folder}/made) mode=1C9"),
        ("rmdir-compat", Args, "res=0 path=made({folder}/made)"),
        ("linkat-compat", Args,
            "res=0 olddir={compat.folder}(<d>{folder}) oldpath=file({folder}/file) newdir=-100(AT_FDCWD) "
            + "newpath=hard({folder}/hard) flags=0"),
        ("unlinkat-compat", Args, "res=0 dirfd=-100(AT_FDCWD) name=hard({folder}/hard) flags=0"),
        ("unlinkat-compat-fails", Args,
            "res=-2(ENOENT) dirfd={compat.folder} name=/nowhere/at/all flags=512(AT_REMOVEDIR)"),
        ("renameat2-compat-fails", Args,
            "res=-9(EBADF) olddirfd=-1(EPERM) oldpath=file(/file) newdirfd={compat.folder}(<d>{folder}) "
            + "newpath=hard({folder}/hard) flags=1(RENAME_NOREPLACE)"),
        ("fchownat-compat", Args,
            "res=0 dirfd={compat.folder}(<d>{folder}) pathname=file({folder}/file) uid=0 gid=0 "
            + "flags=1024(AT_SYMLINK_NOFOLLOW)"),
        ("lchown-compat-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all uid=4294967295 gid=65536"),
        ("unlink-compat-faults", Args, "res=-14(EFAULT) path=<NA>"),
        ("unlink-compat-negative-faults", Args, "res=-14(EFAULT) path=<NA>"),
        ("fchmod-compat-fails", Args,
            "res=-9(EBADF) fd=-1(EPERM) mode=07777(S_IXOTH|S_IWOTH|S_IROTH|S_IXGRP|S_IWGRP|S_IRGRP|S_IXUSR|"
            + "S_IWUSR|S_IRUSR|S_ISVTX|S_ISGID|S_ISUID)"),
    ];

    /// <summary>corner-mounts; of most of these Falco tells no arguments.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Mounts =
    [
        ("umount", Args, "res=0 name=at({folder}/at)"),
        ("umount-fails", Args, "res=-22(EINVAL) name=at({folder}/at)"),
        ("fsopen", Args, ""),
        ("fsopen-fails", Args, ""),
        ("fsconfig", Args,
            "res=0 fd={mounts.system}(<o>) cmd=1(FSCONFIG_SET_STRING) key=size value_bytebuf=NULL "
            + "value_charbuf=1m aux=0"),
        ("fsmount", Args, ""),
        ("fsmount-fails", Args, ""),
        ("move_mount", Args, ""),
        ("move_mount-fails", Args, ""),
        ("open_tree", Args, ""),
        ("open_tree-fails", Args, ""),
        ("mount_setattr", Args, ""),
        ("mount_setattr-fails", Args, ""),
        ("pivot_root-fails", Args, ""),
        ("pivot_root", Args, ""),
        ("chroot", Args, "res=0 path=/old"),
    ];

    /// <summary>corner-lengths; the paths are as long as the kernel takes them, and longer.</summary>
    internal static (string Step, string Field, string Expected)[] Lengths
    {
        get
        {
            string name = new('n', 255);
            string path = string.Concat(Enumerable.Repeat("./", 2047)) + "d";
            return
            [
                ("mkdir-name", Args, $"res=0 path={name}({{folder}}/{name}) mode=1ED"),
                ("rename-name", Args, $"res=0 oldpath={name}({{folder}}/{name}) newpath=d({{folder}}/d)"),
                ("rmdir-path", Args, $"res=0 path={path}({{folder}}/d)"),
                ("mkdir-name-fails", Args, $"res=-36(ENAMETOOLONG) path={name}n({{folder}}/{name}n) mode=1ED"),
                ("unlink-path-fails", Args, $"res=-36(ENAMETOOLONG) path={path}({{folder}}/d)"),
            ];
        }
    }
}

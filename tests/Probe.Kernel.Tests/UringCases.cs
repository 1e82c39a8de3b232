namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the operations of workload/uring.c, however they are carried out.</summary>
internal static class UringCases
{
    private const string Args = "evt.args";

    /// <summary>uring-files.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Files =
    [
        ("openat", "evt.type", "openat"),
        ("openat", "evt.arg.name", "{folder}/made"),
        ("openat", "evt.arg.dirfd", "AT_FDCWD"),
        ("openat", "evt.arg.flags", "O_EXCL|O_CREAT|O_RDWR|O_F_CREATED"),
        ("openat", "evt.arg.mode", "0640"),
        ("openat", "fd.name", "{folder}/made"),
        ("openat", "fd.num", "{result}"),
        ("openat", "evt.is_open_write", "true"),
        ("openat", "evt.is_open_create", "true"),
        ("openat-read", "evt.arg.name", "{folder}/link"),
        ("openat-read", "evt.arg.dirfd", "<d>{folder}"),
        ("openat-read", "evt.arg.flags", "O_RDONLY"),
        ("openat-read", "fd.name", "{folder}/file"),
        ("openat-read", "fd.nameraw", "link"),
        ("openat-read", "evt.is_open_read", "true"),
        ("openat-fails", Args, "fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=/nowhere/at/all flags=2(O_WRONLY) "
            + "mode=0 dev=0 ino=0"),
        ("openat-fails", "evt.res", "ENOENT"),
        ("openat-long", "fd.nameraw", "{files.longest}"),
        ("openat2", "evt.type", "openat2"),
        ("openat2", "evt.arg.name", "{folder}/file"),
        ("openat2", "evt.arg.dirfd", "<d>{folder}"),
        ("openat2", "evt.arg.resolve", "RESOLVE_NO_SYMLINKS"),
        ("openat2", "fd.name", "{folder}/file"),
        ("openat2-fails", Args, "fd=-2(ENOENT) dirfd={files.folder}(<d>{folder}) name=none({folder}/none) "
            + "flags=1(O_RDONLY) mode=0 resolve=0 dev=0 ino=0"),
        ("mkdirat", Args, "res=0 dirfd={files.folder}(<d>{folder}) path=folder({folder}/folder) mode=1E8"),
        ("mkdirat-fails", Args, "res=-17(EEXIST) dirfd={files.folder}(<d>{folder}) "
            + "path=folder({folder}/folder) mode=1C0"),
        ("symlinkat", Args, "res=0 target=/etc/shadow linkdirfd={files.folder}(<d>{folder}) "
            + "linkpath=soft({folder}/soft)"),
        ("symlinkat-fails", Args, "res=-2(ENOENT) target=/etc/shadow linkdirfd={files.folder}(<d>{folder}) "
            + "linkpath=none/soft({folder}/none/soft)"),
        ("linkat", Args, "res=0 olddir={files.folder}(<d>{folder}) oldpath=file({folder}/file) "
            + "newdir=-100(AT_FDCWD) newpath=hard({folder}/hard) flags=0"),
        ("linkat-fails", Args, "res=-2(ENOENT) olddir={files.folder}(<d>{folder}) "
            + "oldpath=none({folder}/none) newdir=-100(AT_FDCWD) newpath=hard({folder}/hard) "
            + "flags=1024(AT_SYMLINK_FOLLOW)"),
        ("renameat2", "evt.type", "renameat2"),
        ("renameat2", Args, "res=0 olddirfd={files.folder}(<d>{folder}) oldpath=hard({folder}/hard) "
            + "newdirfd=-100(AT_FDCWD) newpath=moved({folder}/moved) flags=1(RENAME_NOREPLACE)"),
        ("renameat2-fails", Args, "res=-2(ENOENT) olddirfd={files.folder}(<d>{folder}) "
            + "oldpath=none({folder}/none) newdirfd={files.folder}(<d>{folder}) newpath=other({folder}/other) "
            + "flags=0"),
        ("renameat2-long", Args, "res=-2(ENOENT) olddirfd={files.folder}(<d>{folder}) "
            + "oldpath=none({folder}/none) newdirfd={files.folder}(<d>{folder}) "
            + "newpath={files.longest}({folder}/{files.longest}) flags=0"),
        ("unlinkat", "evt.type", "unlinkat"),
        ("unlinkat", Args, "res=0 dirfd={files.folder}(<d>{folder}) name=moved({folder}/moved) flags=0"),
        ("unlinkat", "fs.path.name", "{folder}/moved"),
        ("unlinkat-fails", Args, "res=-2(ENOENT) dirfd=-100(AT_FDCWD) name=none({folder}/none) "
            + "flags=512(AT_REMOVEDIR)"),
    ];

    /// <summary>uring-sockets.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Sockets =
    [
        ("socket", Args, "fd={result}(<4>) domain=2(AF_INET) type=524289 proto=6 flags=4096(O_CLOEXEC)"),
        ("socket", "fd.type", "ipv4"),
        ("socket-fails", Args, "fd=-97(EAFNOSUPPORT) domain=0(AF_UNSPEC) type=1 proto=0 flags=0(O_NONE)"),
        ("bind", Args, "res=0 addr=127.0.0.1:{sockets.port} fd={sockets.server}(<4t>127.0.0.1:{sockets.port})"),
        ("bind-fails", Args, "res=-22(EINVAL) addr=127.0.0.1:0 fd={sockets.server}(<4>)"),
        ("listen", Args, "res=0 fd={sockets.server}(<4t>127.0.0.1:{sockets.port}) backlog=7"),
        ("bind-path", Args, "res=0 addr={folder}/socket fd={sockets.bare}(<u>{folder}/socket)"),
        ("connect", Args, "res=0 tuple=127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port} "
            + "fd={sockets.client}(<4t>127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}) "
            + "addr=127.0.0.1:{sockets.port}"),
        ("connect", "fd.name", "127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}"),
        ("connect", "fd.sport", "{sockets.port}"),
        ("connect-again", Args, "res=-106(EISCONN) tuple=NULL fd={sockets.client}(<4>) addr=127.0.0.1:{sockets.port}"),
        ("connect-fails", Args, "res=-111(ECONNREFUSED) tuple=NULL fd={sockets.refused}(<4>) addr=127.0.0.1:1"),
        ("connect-fails", "fd.name", ""),
        ("connect-path-fails", Args, "res=-2(ENOENT) tuple=NULL fd={sockets.absent}(<u>) addr={folder}/socket-none"),
        ("accept4", "evt.type", "accept4"),
        ("accept4", Args, "fd={result}(<4t>127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}) "
            + "tuple=127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port} queuepct=0 queuelen=0 queuemax=7 "
            + "flags=1000"),
        ("recvfrom", Args, "res=5 data=hello tuple=127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port} "
            + "fd={accept4.result}(<4t>127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}) size=16"),
        ("recvfrom", "evt.buffer", "hello"),
        ("recvfrom-fails", Args, "res=-107(ENOTCONN) data=NULL tuple=0.0.0.0:0->127.0.0.1:{sockets.port} "
            + "fd={sockets.server}(<4t>127.0.0.1:{sockets.port}) size=16"),
        ("shutdown", Args, "res=0 "
            + "fd={sockets.client}(<4t>127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}) how=1(SHUT_WR)"),
        ("shutdown-fails", Args, "res=-9(EBADF) fd=999 how=1(SHUT_WR)"),
        ("sendto", "evt.type", "sendto"),
        ("sendto", Args, "res=8 data=datagram "
            + "fd={datagram.client}(<4u>0.0.0.0:{datagram.from}->127.0.0.1:{sockets.to}) size=8 "
            + "tuple=0.0.0.0:{datagram.from}->127.0.0.1:{sockets.to}"),
        ("sendto", "fd.name", "0.0.0.0:{datagram.from}->127.0.0.1:{sockets.to}"),
        ("sendto", "evt.buffer", "datagram"),
        ("sendmsg", Args, "res=7 data=message "
            + "fd={datagram.client}(<4u>0.0.0.0:{datagram.from}->127.0.0.1:{sockets.to}) size=7 "
            + "tuple=0.0.0.0:{datagram.from}->127.0.0.1:{sockets.to}"),
        ("sendmsg", "evt.buffer", "message"),
        ("sendto-fails", Args, "res=-9(EBADF) data=datagram fd=999 size=8 tuple=NULL"),
    ];
}

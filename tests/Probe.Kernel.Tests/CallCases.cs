namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the workload's calls, in the formats of Falco.</summary>
internal static class CallCases
{
    private const string Args = "evt.args";

    /// <summary>workload/calls.c, names.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Names =
    [
        ("chdir", Args, "res=0 path={folder}"),
        ("chdir-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all"),
        ("chmod", Args, "res=0 filename=file({folder}/file) "
            + "mode=04755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID)"),
        ("chmod", "fs.path.name", "{folder}/file"),
        ("chmod", "fs.path.nameraw", "file"),
        ("chmod", "evt.category", "file"),
        ("chmod-fails", Args, "res=-2(ENOENT) filename=/nowhere/at/all mode=0600(S_IWUSR|S_IRUSR)"),
        ("fchmod", Args, "res=0 fd={names.file}(<f>{folder}/file) mode=0640(S_IRGRP|S_IWUSR|S_IRUSR)"),
        ("fchmod", "fd.name", "{folder}/file"),
        ("fchmod", "fd.directory", "{folder}"),
        ("fchmod", "fd.filename", "file"),
        ("fchmod", "fd.type", "file"),
        ("fchmod", "fs.path.name", "{folder}/file"),
        ("fchmod-fails", Args, "res=-9(EBADF) fd=999 mode=0640(S_IRGRP|S_IWUSR|S_IRUSR)"),
        ("fchmod-fails", "fd.typechar", "o"),
        ("fchmodat", Args, "res=0 dirfd={names.folder}(<d>{folder}) filename=file({folder}/file) "
            + "mode=0700(S_IXUSR|S_IWUSR|S_IRUSR)"),
        ("fchmodat", "fd.name", "{folder}"),
        ("fchmodat", "fd.typechar", "d"),
        ("fchmodat", "evt.abspath", "{folder}/file"),
        ("fchmodat-fails", Args, "res=-2(ENOENT) dirfd=-100(AT_FDCWD) filename=none({folder}/none) mode=0"),
        ("fchmodat-fails", "fd.num", "-100"),
        ("chown", Args, "res=0 path=file({folder}/file) uid=0 gid=0"),
        ("lchown-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all uid=1 gid=4294967295"),
        ("fchown", Args, "res=0 fd={names.file}(<f>{folder}/file) uid=0 gid=0"),
        ("fchownat", Args, "res=0 dirfd={names.folder}(<d>{folder}) pathname=file({folder}/file) uid=0 gid=0 "
            + "flags=1024(AT_SYMLINK_NOFOLLOW)"),
        ("mkdir", Args, "res=0 path=made({folder}/made) mode=1ED"),
        ("mkdir-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all mode=1C0"),
        ("mkdirat", Args, "res=0 dirfd={names.folder}(<d>{folder}) path=made/below({folder}/made/below) mode=1C0"),
        ("mknod", Args, "res=0 path=pipe({folder}/pipe) mode=010600(S_IWUSR|S_IRUSR|S_IFIFO) dev=0"),
        ("mknodat-fails", Args, "res=-2(ENOENT) dirfd=-100(AT_FDCWD) path=none/pipe({folder}/none/pipe) "
            + "mode=0100600(S_IWUSR|S_IRUSR|S_IFREG) dev=0"),
        ("symlink", Args, "res=0 target=/etc/shadow linkpath=soft({folder}/soft)"),
        ("symlink", "fs.path.source", "{folder}/soft"),
        ("symlink", "fs.path.target", "/etc/shadow"),
        ("symlinkat", Args, "res=0 target=../etc linkdirfd={names.folder}(<d>{folder}) linkpath=soft2({folder}/soft2)"),
        ("symlink-fails", Args, "res=-2(ENOENT) target=/etc/shadow linkpath=/nowhere/at/all"),
        ("link", Args, "res=0 oldpath=file({folder}/file) newpath=hard({folder}/hard)"),
        ("link", "fs.path.source", "{folder}/hard"),
        ("link", "fs.path.target", "{folder}/file"),
        ("link", "fs.path.targetraw", "file"),
        ("linkat", Args, "res=0 olddir={names.folder}(<d>{folder}) oldpath=file({folder}/file) "
            + "newdir=-100(AT_FDCWD) newpath=hard2({folder}/hard2) flags=1024(AT_SYMLINK_FOLLOW)"),
        ("link-fails", Args, "res=-2(ENOENT) oldpath=/nowhere/at/all newpath=hard3({folder}/hard3)"),
        ("rename", Args, "res=0 oldpath=hard({folder}/hard) newpath=made/../moved({folder}/moved)"),
        ("rename", "fs.path.source", "{folder}/hard"),
        ("rename", "fs.path.target", "{folder}/moved"),
        ("renameat", Args, "res=0 olddirfd={names.folder}(<d>{folder}) oldpath=moved({folder}/moved) "
            + "newdirfd=-100(AT_FDCWD) newpath=again({folder}/again)"),
        ("renameat2", Args, "res=0 olddirfd=-100(AT_FDCWD) oldpath=again({folder}/again) "
            + "newdirfd={names.folder}(<d>{folder}) newpath=last({folder}/last) flags=1(RENAME_NOREPLACE)"),
        ("renameat2-fails", Args, "res=-9(EBADF) olddirfd=999 oldpath=again(/again) newdirfd=-5(EIO) "
            + "newpath=last(/last) flags=2(RENAME_EXCHANGE)"),
        ("rename-faults", Args, "res=-14(EFAULT) oldpath=<NA> newpath=/x"),
        ("unlink", Args, "res=0 path=last({folder}/last)"),
        ("unlinkat", Args, "res=0 dirfd={names.folder}(<d>{folder}) name=hard2({folder}/hard2) flags=0"),
        ("unlinkat-fails", Args,
            "res=-2(ENOENT) dirfd=-100(AT_FDCWD) name=none({folder}/none) flags=512(AT_REMOVEDIR)"),
        ("rmdir", Args, "res=0 path=made/below({folder}/made/below)"),
        ("rmdir-fails", Args, "res=-16(EBUSY) path=/proc"),
        ("fchdir", Args, "res=0 fd={names.folder}(<d>{folder})"),
        ("fchdir-fails", Args, "res=-9(EBADF) fd=999"),
        ("chroot-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all"),
        ("mount", Args, "res=0 dev=some dir=made({folder}/made) type=tmpfs flags=6(NOSUID|NODEV)"),
        ("mount-fails", Args, "res=-2(ENOENT) dev=/dev/null dir=/nowhere/at/all type=<NA> flags=4096(BIND)"),
        ("umount2", Args, "res=0 name=made({folder}/made) flags=2(DETACH)"),
        ("umount2-fails", Args, "res=-2(ENOENT) name=/nowhere flags=0"),
    ];

    /// <summary>workload/calls.c, descriptors.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Descriptors =
    [
        ("dup", Args, "res={result}(<f>{folder}/file) oldfd={descriptors.file}(<f>{folder}/file)"),
        ("dup", "fd.num", "{result}"),
        ("dup-fails", Args, "res=-9(EBADF) oldfd=999"),
        ("dup-fails", "fd.num", "999"),
        ("dup2", Args, "res=100(<p>) oldfd={descriptors.pipe}(<p>) newfd=100(<p>)"),
        ("dup2", "fd.type", "pipe"),
        ("dup2", "evt.category", "ipc"),
        ("dup3", Args, "res=101(<f>{folder}/file) oldfd={descriptors.file}(<f>{folder}/file) "
            + "newfd=101(<f>{folder}/file) flags=4096(O_CLOEXEC)"),
        ("dup3-fails", Args, "res=-22(EINVAL) oldfd={descriptors.file}(<f>{folder}/file) "
            + "newfd={descriptors.file} flags=0(O_NONE)"),
        ("fcntl", Args,
            "res={result}(<f>{folder}/file) fd={descriptors.file}(<f>{folder}/file) cmd=26(F_DUPFD_CLOEXEC) arg=C8"),
        ("fcntl-fails", Args, "res=-9(EBADF) fd=999 cmd=2(F_GETFD) arg=0"),
        ("memfd_create", Args, "fd={result}(<m>harmless) name=harmless flags=1(MFD_CLOEXEC)"),
        ("memfd_create", "fd.name", "harmless"),
        ("memfd_create", "fd.type", "memfd"),
        ("memfd_create-fails", Args,
            "fd=-22(EINVAL) name=harmless flags=32767(MFD_CLOEXEC|MFD_ALLOW_SEALING|MFD_HUGETLB)"),
        ("bpf", Args, "fd={result}(<b>) cmd=0(BPF_MAP_CREATE)"),
        ("bpf", "fd.type", "bpf"),
        ("bpf-fails", "evt.arg.cmd", "BPF_PROG_LOAD"),
        ("bpf-fails", "fd.num", "-1"),
        ("pidfd_open", "fd.type", "pidfd"),
        ("pidfd_open-fails", Args, "fd=-22(EINVAL) pid=-1 flags=0"),
        ("socketpair", "evt.category", "IPC"),
        ("socketpair", "evt.arg.domain", "AF_LOCAL|AF_UNIX"),
        ("userfaultfd-fails", "evt.rawres", "{result}"),
        ("finit_module-fails", "evt.rawres", "{result}"),
        ("finit_module-fails", "evt.arg.uargs", "x=1"),
        ("finit_module-fails", "evt.arg.flags", "MODULE_INIT_IGNORE_VERMAGIC"),
        ("init_module-fails", "evt.rawres", "{result}"),
        ("init_module-fails", "evt.arg.img", "junk"),
        ("init_module-fails", "evt.arg.length", "4"),
        ("delete_module-fails", "evt.rawres", "{result}"),
        ("finit_module-fails", "evt.arg.fd", "<f>{folder}/file"),
        ("finit_module-none-fails", "evt.arg.uargs", ""),
        ("init_module-fails", "evt.arg.uargs", "a=b"),
        ("delete_module-fails", "evt.arg.flags", "O_NONBLOCK|O_TRUNC"),
        ("delete_module-fails", "evt.arg.name", "no_such_module"),
        ("splice-fails", "evt.arg.flags", "SPLICE_F_MOVE"),
    ];

    /// <summary>workload/calls.c, sockets.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Sockets =
    [
        ("socket", Args, "fd={result}(<4>) domain=2(AF_INET) type=526337 proto=6 flags=4160(O_NONBLOCK|O_CLOEXEC)"),
        ("socket", "fd.type", "ipv4"),
        ("socket", "fd.name", ""),
        ("socket-fails", Args, "fd=-97(EAFNOSUPPORT) domain=0(AF_UNSPEC) type=1 proto=0 flags=0(O_NONE)"),
        ("socket-fails", "fd.typechar", "4"),
        ("socket-fails", "fd.num", "-1"),
        ("socket-packet", "evt.arg.domain", "AF_PACKET"),
        ("bind-fails", Args, "res=-99(EADDRNOTAVAIL) addr=203.0.113.10:1 fd={sockets.server}(<4>)"),
        ("accept-fails", Args, "fd=-22(EINVAL) tuple=NULL queuepct=0 queuelen=0 queuemax=0"),
        ("bind", Args,
            "res=0 addr=127.0.0.1:{sockets.port} fd={sockets.server}(<4t>127.0.0.1:{sockets.port})"),
        ("bind", "fd.name", "127.0.0.1:{sockets.port}"),
        ("listen", Args, "res=0 fd={sockets.server}(<4t>127.0.0.1:{sockets.port}) backlog=7"),
        ("listen", "fd.sport", "{sockets.port}"),
        ("listen-fails", Args, "res=-9(EBADF) fd=999 backlog=7"),
        ("accept4", Args, "fd={result}(<4t>127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}) "
            + "tuple=127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port} queuepct=0 queuelen=0 queuemax=7 flags=1000"),
        ("accept4", "fd.cport", "{sockets.from}"),
        ("accept4", "fd.sport", "{sockets.port}"),
        ("accept4", "fd.lport", "{sockets.port}"),
        ("accept4", "fd.connected", "true"),
        ("accept4", "fd.is_server", "true"),
        ("dup2-socket", "fd.name", "127.0.0.1:{sockets.from}->127.0.0.1:{sockets.port}"),
        ("dup2-socket", "fd.num", "102"),
        ("dup2-socket", "fd.type", "ipv4"),
        ("recvfrom", "evt.buffer", "hello"),
        ("recvfrom", "evt.io_dir", "read"),
        ("recvfrom", "evt.rawres", "5"),
        ("recvfrom", "fd.type", "ipv4"),
        ("recvfrom-fails", "evt.res", "EAGAIN"),
        ("shutdown", "evt.arg.how", "SHUT_WR"),
        ("bind-path", Args, "res=0 addr={folder}/socket fd={datagrams.local}(<u>{folder}/socket)"),
        ("bind-path-fails", "evt.arg.addr", "{folder}/socket"),
        ("recvfrom-datagram", "evt.buffer", "datagram"),
        ("recvfrom-datagram", "fd.name", "127.0.0.1:{datagrams.port}->127.0.0.1:{datagrams.port}"),
        ("recvfrom-datagram", "fd.l4proto", "udp"),
    ];

    /// <summary>workload/calls.c, identity.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Identity =
    [
        ("setpgid", "evt.rawres", "0"),
        ("setpgid-fails", "evt.res", "ESRCH"),
        ("ptrace", "evt.arg.request", "PTRACE_SEIZE"),
        ("ptrace-fails", Args, "res=-3(ESRCH) addr=0 data=0 request=6(PTRACE_POKEDATA) pid=99999999"),
        ("process_vm_readv", Args, "res=0 pid=99999999 data=NULL"),
        ("kill", "evt.arg.sig", "SIGKILL"),
        ("kill-fails", Args, "res=-3(ESRCH) pid=99999999 sig=15(SIGTERM)"),
        ("tkill-fails", Args, "res=-3(ESRCH) tid=99999999 sig=10(SIGUSR1)"),
        ("tgkill-fails", Args, "res=-3(ESRCH) pid=99999999 tid=99999999 sig=0"),
        ("prctl", Args, "res=0 option=15(PR_SET_NAME) arg2_str=renamed arg2_int=0"),
        ("prctl-other", Args, "res=0 option=4(PR_SET_DUMPABLE) arg2_str=<NA> arg2_int=1"),
        ("prctl-fails", Args, "res=-22(EINVAL) option=23(PR_CAPBSET_READ) arg2_str=<NA> arg2_int=999"),
        ("seccomp-fails", Args, "res=-22(EINVAL) op=77 flags=5"),
        ("keyctl-fails", "evt.arg.operation", "KEYCTL_GET_KEYRING_ID"),
        ("setns-fails", "evt.arg.nstype", "CLONE_NEWNET"),
        ("unshare", Args, "res=0 flags=128(CLONE_NEWUTS)"),
        ("unshare-fails", "evt.res", "EINVAL"),
        ("capset", Args, "res=0 cap_inheritable=0 cap_permitted=C1 cap_effective=C1"),
        ("setgid", "evt.rawres", "0"),
        ("setuid", "evt.category", "user"),
        ("setuid-fails", "evt.res", "EPERM"),
    ];
}

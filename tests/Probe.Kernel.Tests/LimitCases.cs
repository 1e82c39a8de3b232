namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the calls of workload/limits.c, in the formats of Falco.</summary>
internal static class LimitCases
{
    private const string Args = "evt.args";

    /// <summary>corner-descriptors.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Descriptors =
    [
        ("dup2-fails", Args, "res=-9(EBADF) oldfd=-1(EPERM) newfd=5"),
        ("dup2-negative-fails", Args, "res=-9(EBADF) oldfd={more.file}(<f>{folder}/file) newfd=-1"),
        ("fcntl-negative-fails", Args, "res=-9(EBADF) fd=-1(EPERM) cmd=3(F_SETFD) arg=1"),
        ("socketpair-fails", Args,
            "res=-95(EOPNOTSUPP) fd1=-1(EPERM) fd2=-1(EPERM) source=0 peer=0 domain=2(AF_INET) type=1 "
            + "proto=0"),
        ("pidfd_open", Args, "fd={result}(<P>/proc/{more.pid}) pid={more.pid}(workload) flags=0"),
        ("pidfd_getfd", Args, "fd={result}(<f>{folder}/file) pid_fd={more.pidfd} target_fd={more.file} flags=0"),
        ("pidfd_getfd-fails", Args, "fd=-22(EINVAL) pid_fd=999 target_fd=998 flags=10"),
        ("splice", Args,
            "res=4 fd_in={more.file}(<f>{folder}/file) fd_out={more.out} size=4 flags=3(SPLICE_F_MOVE|"
            + "SPLICE_F_NONBLOCK)"),
        ("splice-fails", Args, "res=-9(EBADF) fd_in=999 fd_out=998 size=18446744073709551615 flags=0"),
        ("sendfile", Args, "res=3 offset=0 out_fd={more.null} in_fd={more.file}(<f>{folder}/file) size=3"),
        ("sendfile-fails", Args, "res=-9(EBADF) offset=0 out_fd=999 in_fd={more.file}(<f>{folder}/file) size=3"),
        ("copy_file_range-fails", Args, "res=-9(EBADF) fdout=998 offout=0 fdin=999 offin=0 len=77"),
        ("open_by_handle_at-fails", Args,
            "fd=-9(EBADF) mountfd=999 flags=4097(O_RDONLY|O_CLOEXEC) path=<NA> dev=0 ino=0"),
        ("bpf-fails", Args, "fd=-7(E2BIG) cmd=5(BPF_PROG_LOAD)"),
        ("close_range-fails", Args, "res=-22(EINVAL) first=9 last=8 flags=2(CLOSE_RANGE_UNSHARE)"),
        ("timerfd_create-fails", Args, "res=-22(EINVAL) clockid=99 flags=7"),
        ("inotify_init1-fails", Args, "res=-22(EINVAL) flags=0(O_NONE)"),
        ("eventfd2-fails", Args, "res=-22(EINVAL) flags=64(O_NONBLOCK) initval=4"),
        ("userfaultfd-fails", Args,
            "res=-22(EINVAL) flags=2940(O_LARGEFILE|O_DIRECT|O_TRUNC|O_NONBLOCK|O_EXCL|O_DSYNC|O_APPEND|"
            + "O_CREAT)"),
        ("userfaultfd", Args, "res={result} flags=4161(O_NONBLOCK|O_RDONLY|O_CLOEXEC)"),
        ("pipe-fails", Args, "res=-24(EMFILE) fd1=7 fd2=8 ino=0"),
        ("pipe2-fails", Args, "res=-24(EMFILE) fd1=7 fd2=8 ino=0 flags=64(O_NONBLOCK)"),
        ("eventfd-fails", Args, "res=-24(EMFILE) initval=1 flags=0"),
        ("epoll_create-fails", Args, "res=-24(EMFILE) size=3"),
        ("epoll_create1-fails", Args, "res=-24(EMFILE) flags=1(EPOLL_CLOEXEC)"),
        ("inotify_init-fails", Args, "res=-24(EMFILE) flags=0"),
        ("dup-many-fails", Args, "res=-24(EMFILE) oldfd={more.file}(<f>{folder}/file)"),
        ("memfd_create-many-fails", Args, "fd=-24(EMFILE) name=many flags=0"),
        ("signalfd-fails", Args, "res=-9(EBADF) fd=999 mask=200 flags=0"),
        ("signalfd4-fails", Args, "res=-9(EBADF) flags=0(O_NONE) fd=999 mask=200"),
    ];

    /// <summary>corner-copies.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Copies =
    [
        ("copy_file_range", Args,
            "res=5 fdout={copies.to} offout=0 fdin={copies.from}(<f>{folder}/from) offin=0 len=5"),
        ("open_by_handle_at", Args,
            "fd={result}(<f>{folder}/from) mountfd={copies.folder} flags=4097(O_RDONLY|O_CLOEXEC) "
            + "path={folder}/from dev={copies.dev} ino={copies.ino}"),
    ];

    /// <summary>corner-rings.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Rings =
    [
        ("io_uring_setup", Args,
            "res={result} entries=4 sq_entries=4 cq_entries=16 flags=48(IORING_SETUP_CQSIZE|"
            + "IORING_SETUP_CLAMP) sq_thread_cpu=0 sq_thread_idle=0 "
            + "features={ring.features}(IORING_FEAT_SINGLE_MMAP|IORING_FEAT_NODROP|IORING_FEAT_SUBMIT_STABLE|"
            + "IORING_FEAT_RW_CUR_POS|IORING_FEAT_CUR_PERSONALITY|IORING_FEAT_FAST_POLL|"
            + "IORING_FEAT_POLL_32BITS|IORING_FEAT_SQPOLL_NONFIXED|IORING_FEAT_ENTER_EXT_ARG|"
            + "IORING_FEAT_NATIVE_WORKERS|IORING_FEAT_RSRC_TAGS)"),
        ("io_uring_setup-fails", Args,
            "res=-22(EINVAL) entries=4 sq_entries=0 cq_entries=0 flags=0 sq_thread_cpu=0 sq_thread_idle=0 "
            + "features=0"),
        ("io_uring_enter", Args,
            "res=0 fd={ring.fd}(<r>) to_submit=0 min_complete=0 flags=1(IORING_ENTER_GETEVENTS) sig="),
        ("io_uring_enter-signals", "evt.arg.sig", "SIGUSR1"),
        ("io_uring_enter-extended", Args,
            "res=0 fd={ring.fd}(<r>) to_submit=0 min_complete=0 "
            + "flags=9(IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG) sig=SIGUSR1"),
        ("io_uring_enter-fails", Args,
            "res=-9(EBADF) fd=999 to_submit=3 min_complete=2 flags=2(IORING_ENTER_SQ_WAKEUP) sig="),
        ("io_uring_register", Args,
            "res={result} fd={ring.fd}(<r>) opcode=9(IORING_REGISTER_PERSONALITY) arg=0 nr_args=0"),
        ("io_uring_register-fails", Args,
            "res=-9(EBADF) fd=999 opcode=3(IORING_UNREGISTER_FILES) arg=1234 nr_args=7"),
    ];

    /// <summary>corner-processes.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Processes =
    [
        ("process_vm_readv", Args, "res=7 pid={processes.child}(workload) data=abcdefg"),
        ("process_vm_readv-fails", Args, "res=-3(ESRCH) pid=99999999 data=NULL"),
        ("process_vm_writev", Args, "res=7 pid={processes.child}(workload) data=abcdefg"),
        ("process_vm_writev-fails", Args, "res=-3(ESRCH) pid=-1 data=abc"),
        ("setpgid", Args, "res=0 pid={processes.child}(workload) pgid=0"),
        ("setpgid-fails", Args, "res=-22(EINVAL) pid=99999999 pgid=-1"),
        ("setns", Args, "res=0 fd={processes.names}(<f>{processes.uts}) nstype=128(CLONE_NEWUTS)"),
        ("setns-fails", Args, "res=-9(EBADF) fd=-1(EPERM) nstype=48(CLONE_NEWNET|CLONE_NEWNS)"),
        ("seccomp", Args, "res=0 op=2 flags=0"),
        ("keyctl", Args, "res={result} operation=0(KEYCTL_GET_KEYRING_ID) arg2=-1 arg3=1 arg4=0 arg5=0"),
        ("keyctl-fails", Args,
            "res=-126(ENOKEY) operation=0(KEYCTL_GET_KEYRING_ID) arg2=2147483647 arg3=0 arg4=0 arg5=0"),
        ("tkill", Args, "res=0 tid={processes.child}(workload) sig=0"),
        ("tgkill", Args, "res=0 pid={processes.child}(workload) tid={processes.child}(workload) sig=0"),
        ("kill-negative-fails", Args, "res=-3(ESRCH) pid=-99999999 sig=0"),
        ("ptrace", Args, "res=0 addr=0 data=0 request=20(PTRACE_SEIZE) pid={processes.child}(workload)"),
        ("kill", Args, "res=0 pid={processes.child}(workload) sig=9(SIGKILL)"),
        ("setsid-fails", Args, "res=-1"),
        ("setuid-root-fails", Args, "res=-1(EPERM) uid=0(root)"),
        ("setgid-fails", Args, "res=-1(EPERM) gid=0(root)"),
        ("setreuid-fails", Args, "res=-1(EPERM) ruid=0(root) euid=0(root)"),
        ("setregid-fails", Args, "res=-1(EPERM) rgid=0(root) egid=-1(<NONE>)"),
        ("setresuid-fails", Args, "res=-1(EPERM) ruid=-1(<NONE>) euid=0(root) suid=1(<NA>)"),
        ("setresgid-fails", Args, "res=-1(EPERM) rgid=0(root) egid=12345(<NA>) sgid=-1(<NONE>)"),
        ("capset-fails", Args, "res=-1(EPERM) cap_inheritable=0 cap_permitted=0 cap_effective=0"),
        ("ptrace-peek-fails", Args,
            "res=-3(ESRCH) addr=0 data=0 request=2(PTRACE_PEEKTEXT) pid=99999999"),
        ("unshare-fails", Args, "res=-1(EPERM) flags=96(CLONE_NEWNS|CLONE_NEWPID)"),
    ];

    /// <summary>corner-selves.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Selves =
    [
        ("setsid", Args, "res={result}(workload)"),
        ("setgid", Args, "res=0 gid=12345(<NA>)"),
        ("setregid", Args, "res=0 rgid=-1(<NONE>) egid=12345(<NA>)"),
        ("setresgid", Args, "res=0 rgid=12345(<NA>) egid=12346(<NA>) sgid=-1(<NONE>)"),
        ("setreuid", Args, "res=0 ruid=-1(<NONE>) euid=12345(<NA>)"),
        ("setresuid", Args, "res=0 ruid=1(<NA>) euid=12345(<NA>) suid=12346(<NA>)"),
        ("setuid", Args, "res=0 uid=12345(<NA>)"),
    ];

    /// <summary>corner-sockets.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Sockets =
    [
        ("accept", Args,
            "fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) "
            + "tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port} queuepct=0 queuelen=0 queuemax=5"),
        ("accept-fails", Args, "fd=-9(EBADF) tuple=NULL queuepct=0 queuelen=0 queuemax=0"),
        ("accept4-fails", Args, "fd=-22(EINVAL) tuple=NULL queuepct=0 queuelen=0 queuemax=0 flags=40"),
        ("getsockname", Args, ""),
        ("getpeername", Args, ""),
        ("getpeername-fails", Args, ""),
        ("setsockopt-fails", Args,
            "res=-9(EBADF) fd=999 level=1(SOL_SOCKET) optname=2(SO_REUSEADDR) val=16 optlen=4"),
        ("send", Args,
            "res=5 data=hello fd={corner.client}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) "
            + "size=5 tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port}"),
        ("send-fails", Args, "res=-9(EBADF) data=01234 fd=999 size=5 tuple=NULL"),
        ("recvmsg", Args,
            "res=5 size=5 data=hello tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port} msgcontrol=NULL "
            + "fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port})"),
        ("recvmsg-fails", Args,
            "res=-11(EAGAIN) size=0 data=NULL tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port} "
            + "msgcontrol=NULL fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port})"),
        ("recv", Args,
            "res=5 data=again fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) size=10 "
            + "tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port}"),
        ("recv-fails", Args, "res=-9(EBADF) data=NULL fd=-1(EPERM) size=10 tuple=NULL"),
        ("recvfrom", Args,
            "res=5 data=third tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port} "
            + "fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) size=10"),
        ("recvfrom-fails", Args,
            "res=-11(EAGAIN) data=NULL tuple=127.0.0.1:{corner.from}->127.0.0.1:{corner.port} "
            + "fd={corner.peer}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) size=10"),
        ("socketpair", Args,
            "res=0 fd1={corner.one} fd2={corner.other} source={corner.one_ino} peer={corner.other_ino} "
            + "domain=1(AF_LOCAL|AF_UNIX) type=1 proto=0"),
        ("shutdown", Args,
            "res=0 fd={corner.client}(<4t>127.0.0.1:{corner.from}->127.0.0.1:{corner.port}) how=1(SHUT_WR)"),
        ("shutdown-fails", Args, "res=-9(EBADF) fd=999 how=2(SHUT_RDWR)"),
    ];
}

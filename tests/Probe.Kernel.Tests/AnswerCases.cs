namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the calls of workload/answers.c, in the formats of Falco.</summary>
internal static class AnswerCases
{
    private const string Args = "evt.args";

    /// <summary>corner-questions.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Questions =
    [
        ("epoll_wait", Args, "res=0 maxevents=7"),
        ("fstat", Args, "res=0 fd={questions.folder}(<d>{folder})"),
        ("fstat64", Args, "res=0"),
        ("fstat64-fails", Args, "res=-9(EBADF)"),
        ("lstat-fails", Args, "res=-2(ENOENT) path="),
        ("lstat64", Args, "res=0 path=file({folder}/file)"),
        ("lstat64-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all"),
        ("stat64", Args, "res=0 path=file({folder}/file)"),
        ("stat64-fails", Args, "res=-2(ENOENT) path=/nowhere/at/all"),
        ("stat-null-faults", Args, "res=-14(EFAULT) path=<NA>"),
        ("newfstatat-dirfd", Args, "res=0 dirfd={questions.folder}(<d>{folder}) path=file({folder}/file) flags=0"),
        ("newfstatat-fails", Args, "res=-9(EBADF) dirfd=-1(EPERM) path=file(/file) flags=4096(AT_EMPTY_PATH)"),
        ("getcwd", Args, "res={result} path={folder}"),
        ("getdents", Args, "res={result} fd={questions.folder}(<d>{folder})"),
        ("getdents-fails", Args, "res=-9(EBADF) fd=999"),
        ("getdents64", Args, "res={result} fd={questions.folder}(<d>{folder})"),
        ("geteuid", Args, "euid=0(root)"),
        ("getgid", Args, "gid=0(root)"),
        ("getresgid", Args, "res=0 rgid=0(root) egid=0(root) sgid=0(root)"),
        ("getresuid-faults", Args, "res=-14(EFAULT) ruid=0(root) euid=0(root) suid=0(root)"),
        ("getrlimit-fails", Args, "res=-22(EINVAL) cur=-1 max=-1 resource=255(RLIMIT_UNKNOWN)"),
        ("setrlimit-fails", Args, "res=-22(EINVAL) cur=5 max=6 resource=255(RLIMIT_UNKNOWN)"),
        ("quotactl", Args,
            "res=0 special=<NA> quotafilepath=<NA> dqb_bhardlimit=0 dqb_bsoftlimit=0 dqb_curspace=0 "
            + "dqb_ihardlimit=0 dqb_isoftlimit=0 dqb_btime=0(0s) dqb_itime=0(0s) dqi_bgrace=0(0s) "
            + "dqi_igrace=0(0s) dqi_flags=0 quota_fmt_out=1(QFMT_NOT_USED) cmd=128(Q_SYNC) type=1(USRQUOTA) "
            + "id=0 quota_fmt=1(QFMT_NOT_USED)"),
        ("quotactl-fails", Args,
            "res=-2(ENOENT) special=/nowhere/at/all quotafilepath=<NA> dqb_bhardlimit=0 dqb_bsoftlimit=0 "
            + "dqb_curspace=0 dqb_ihardlimit=0 dqb_isoftlimit=0 dqb_btime=0(0s) dqb_itime=0(0s) "
            + "dqi_bgrace=0(0s) dqi_igrace=0(0s) dqi_flags=0 quota_fmt_out=1(QFMT_NOT_USED) cmd=32(Q_GETQUOTA) "
            + "type=2(GRPQUOTA) id=7 quota_fmt=1(QFMT_NOT_USED)"),
        ("semget-fails", Args, "res=-22(EINVAL) key=1234 nsems=-1 semflg=0"),
        ("semctl-fails", Args, "res=-22(EINVAL) semid=-1 semnum=2 cmd=256(GETPID) val=0"),
    ];

    /// <summary>corner-data.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Data =
    [
        ("readv-fails", Args, "res=-9(EBADF) size=0 data=NULL fd=999"),
        ("pread-fails", Args,
            "res=-22(EINVAL) data=NULL fd={answers.file}(<f>{folder}/file) size=10 pos=18446744073709551615"),
        ("preadv-fails", Args, "res=-9(EBADF) size=0 data=NULL fd=999 pos=3"),
        ("writev-fails", Args, "res=-9(EBADF) data=0123456789 fd=999 size=10"),
        ("pwrite-fails", Args, "res=-9(EBADF) data=0123456789 fd=999 size=10 pos=4"),
        ("pwritev-fails", Args, "res=-9(EBADF) data=0123456789 fd=999 size=10 pos=3"),
        ("write-null-faults", Args, "res=-14(EFAULT) data=NULL fd={answers.file}(<f>{folder}/file) size=10"),
        ("lseek-fails", Args,
            "res=-22(EINVAL) fd={answers.file}(<f>{folder}/file) offset=18446744073709551611 whence=42"),
        ("llseek-fails", Args, "res=-9(EBADF) fd=999 offset=4294967298 whence=1(SEEK_CUR)"),
        ("flock-fails", Args, "res=-9(EBADF) fd=999 operation=1(LOCK_SH)"),
        ("ioctl", Args, "res=0 fd={answers.file}(<f>{folder}/file) request=5451 argument=0"),
        ("ioctl-fails", Args, "res=-9(EBADF) fd=999 request=5401 argument=77"),
        ("futex", Args, "res=0 addr={answers.word} op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE) val=9"),
        ("futex-fails", Args, "res=-11(EAGAIN) addr={answers.word} op=128(FUTEX_PRIVATE_FLAG) val=1"),
        ("nanosleep-fails", Args, "res=-22(EINVAL) interval=999999999(1s)"),
        ("poll-faults", Args, "res=-14(EFAULT) fds=NULL timeout=-1"),
        ("ppoll", Args, "res=1 fds=999:?20 timeout=none sigmask="),
        ("ppoll-fails", Args, "res=-22(EINVAL) fds=999:?20 timeout=999999999(1s) sigmask="),
        ("select-fails", Args, "res=-22(EINVAL)"),
    ];

    /// <summary>corner-memory.</summary>
    internal static readonly (string Step, string Field, string Expected)[] Memory =
    [
        ("mmap", "evt.arg.res", "{result}"),
        ("mmap", "evt.arg.vm_size", "{mmap-size.kb}"),
        ("mmap", "evt.arg.addr", "0"),
        ("mmap", "evt.arg.length", "8192"),
        ("mmap", "evt.arg.prot", "PROT_READ|PROT_WRITE"),
        ("mmap", "evt.arg.flags", "MAP_PRIVATE|MAP_ANONYMOUS"),
        ("mmap", "evt.arg.fd", "EPERM"),
        ("mmap", "evt.arg.offset", "0"),
        ("mmap-fails", "evt.arg.res", "EBADF"),
        ("mmap-fails", "evt.arg.vm_size", "{mmap-fails-size.kb}"),
        ("mmap-fails", "evt.arg.addr", "0"),
        ("mmap-fails", "evt.arg.length", "4096"),
        ("mmap-fails", "evt.arg.prot", "PROT_EXEC"),
        ("mmap-fails", "evt.arg.flags", "MAP_SHARED"),
        ("mmap-fails", "evt.arg.fd", "999"),
        ("mmap-fails", "evt.arg.offset", "4096"),
        ("mmap2", "evt.arg.res", "{result}"),
        ("mmap2", "evt.arg.vm_size", "{mmap2-size.kb}"),
        ("mmap2", "evt.arg.addr", "0"),
        ("mmap2", "evt.arg.length", "4096"),
        ("mmap2", "evt.arg.prot", "PROT_READ"),
        ("mmap2", "evt.arg.flags", "MAP_PRIVATE|MAP_ANONYMOUS"),
        ("mmap2", "evt.arg.fd", "EPERM"),
        ("mmap2", "evt.arg.pgoffset", "0"),
        ("mmap2-fails", "evt.arg.res", "EBADF"),
        ("mmap2-fails", "evt.arg.vm_size", "{mmap2-fails-size.kb}"),
        ("mmap2-fails", "evt.arg.addr", "0"),
        ("mmap2-fails", "evt.arg.length", "4096"),
        ("mmap2-fails", "evt.arg.prot", "PROT_READ"),
        ("mmap2-fails", "evt.arg.flags", "MAP_PRIVATE"),
        ("mmap2-fails", "evt.arg.fd", "999"),
        ("mmap2-fails", "evt.arg.pgoffset", "3"),
        ("mlock-fails", Args, "res=-12(ENOMEM) addr=1000 len=4096"),
        ("munlock-fails", Args, "res=-12(ENOMEM) addr=1000 len=4096"),
        ("mlock2", Args, "res=0 addr={memory.page} len=4096 flags=1(MLOCK_ONFAULT)"),
        ("mlock2-fails", Args, "res=-22(EINVAL) addr={memory.page} len=4096 flags=8"),
        ("mlockall", Args, "res=0 flags=5(MCL_CURRENT|MCL_ONFAULT)"),
        ("mlockall-fails", Args, "res=-22(EINVAL) flags=0"),
        ("mprotect-fails", Args, "res=-22(EINVAL) addr=1 length=4096 prot=7(PROT_READ|PROT_WRITE|PROT_EXEC)"),
        ("munmap", "evt.arg.res", "{result}"),
        ("munmap", "evt.arg.vm_size", "{munmap-size.kb}"),
        ("munmap", "evt.arg.addr", "{memory.page}"),
        ("munmap", "evt.arg.length", "8192"),
        ("munmap-fails", "evt.arg.res", "EINVAL"),
        ("munmap-fails", "evt.arg.vm_size", "{munmap-fails-size.kb}"),
        ("munmap-fails", "evt.arg.addr", "1"),
        ("munmap-fails", "evt.arg.length", "4096"),
        ("brk", "evt.arg.res", "{memory.end}"),
        ("brk", "evt.arg.vm_size", "{brk-size.kb}"),
        ("brk", "evt.arg.addr", "0"),
    ];
}

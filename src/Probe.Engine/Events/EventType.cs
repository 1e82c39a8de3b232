namespace KosmosProbe.Engine.Events;

/// <summary>What a record tells. Source: <c>enum event_type</c>, <c>EVENTS(X)</c> in bpf/events.h.</summary>
[KernelEnum("event_type", "EVENT_")]
public enum EventType : ushort
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>A successful exec by any call, or a failed execve.</summary>
    Execve = 1,

    /// <summary>A failed execveat.</summary>
    Execveat = 2,

    /// <summary>clone(2), or a task of the kernel's own.</summary>
    Clone = 3,

    /// <summary>clone3(2).</summary>
    Clone3 = 4,

    /// <summary>fork(2).</summary>
    Fork = 5,

    /// <summary>vfork(2).</summary>
    Vfork = 6,

    /// <summary>A thread's end.</summary>
    Procexit = 7,

    /// <summary>open(2).</summary>
    Open = 8,

    /// <summary>openat(2).</summary>
    Openat = 9,

    /// <summary>openat2(2).</summary>
    Openat2 = 10,

    /// <summary>creat(2).</summary>
    Creat = 11,

    /// <summary>connect(2).</summary>
    Connect = 12,

    /// <summary>sendto(2) to an explicit address.</summary>
    Sendto = 13,

    /// <summary>sendmsg(2) to an explicit address.</summary>
    Sendmsg = 14,

    /// <summary>One message of a sendmmsg(2), to an explicit address.</summary>
    Sendmmsg = 15,

    /// <summary>A control group was made. Keeps state; rules never see it.</summary>
    CgroupMkdir = 16,

    /// <summary>A control group was removed. Keeps state; rules never see it.</summary>
    CgroupRmdir = 17,

    /// <summary>chmod(2).</summary>
    Chmod = 18,

    /// <summary>fchmod(2).</summary>
    Fchmod = 19,

    /// <summary>fchmodat(2).</summary>
    Fchmodat = 20,

    /// <summary>fchmodat2, which has flags.</summary>
    Fchmodat2 = 21,

    /// <summary>chown(2).</summary>
    Chown = 22,

    /// <summary>lchown(2).</summary>
    Lchown = 23,

    /// <summary>fchown(2).</summary>
    Fchown = 24,

    /// <summary>fchownat(2).</summary>
    Fchownat = 25,

    /// <summary>mkdir(2).</summary>
    Mkdir = 26,

    /// <summary>mkdirat(2).</summary>
    Mkdirat = 27,

    /// <summary>rmdir(2).</summary>
    Rmdir = 28,

    /// <summary>unlink(2).</summary>
    Unlink = 29,

    /// <summary>unlinkat(2).</summary>
    Unlinkat = 30,

    /// <summary>rename(2).</summary>
    Rename = 31,

    /// <summary>renameat(2).</summary>
    Renameat = 32,

    /// <summary>renameat2(2).</summary>
    Renameat2 = 33,

    /// <summary>link(2).</summary>
    Link = 34,

    /// <summary>linkat(2).</summary>
    Linkat = 35,

    /// <summary>symlink(2).</summary>
    Symlink = 36,

    /// <summary>symlinkat(2).</summary>
    Symlinkat = 37,

    /// <summary>mknod(2).</summary>
    Mknod = 38,

    /// <summary>mknodat(2).</summary>
    Mknodat = 39,

    /// <summary>chdir(2).</summary>
    Chdir = 40,

    /// <summary>fchdir(2).</summary>
    Fchdir = 41,

    /// <summary>chroot(2).</summary>
    Chroot = 42,

    /// <summary>mount(2).</summary>
    Mount = 43,

    /// <summary>umount of 32-bit programs, which has no flags.</summary>
    Umount = 44,

    /// <summary>umount2(2).</summary>
    Umount2 = 45,

    /// <summary>move_mount(2).</summary>
    MoveMount = 46,

    /// <summary>open_tree(2).</summary>
    OpenTree = 47,

    /// <summary>mount_setattr(2).</summary>
    MountSetattr = 48,

    /// <summary>fsopen(2).</summary>
    Fsopen = 49,

    /// <summary>fsmount(2).</summary>
    Fsmount = 50,

    /// <summary>pivot_root(2).</summary>
    PivotRoot = 51,

    /// <summary>setuid(2).</summary>
    Setuid = 52,

    /// <summary>setgid(2).</summary>
    Setgid = 53,

    /// <summary>setreuid(2).</summary>
    Setreuid = 54,

    /// <summary>setregid(2).</summary>
    Setregid = 55,

    /// <summary>setresuid(2).</summary>
    Setresuid = 56,

    /// <summary>setresgid(2).</summary>
    Setresgid = 57,

    /// <summary>setsid(2).</summary>
    Setsid = 58,

    /// <summary>setpgid(2).</summary>
    Setpgid = 59,

    /// <summary>capset(2).</summary>
    Capset = 60,

    /// <summary>setns(2).</summary>
    Setns = 61,

    /// <summary>unshare(2).</summary>
    Unshare = 62,

    /// <summary>ptrace(2).</summary>
    Ptrace = 63,

    /// <summary>kill(2).</summary>
    Kill = 64,

    /// <summary>tkill(2).</summary>
    Tkill = 65,

    /// <summary>tgkill(2).</summary>
    Tgkill = 66,

    /// <summary>prctl(2).</summary>
    Prctl = 67,

    /// <summary>bpf(2).</summary>
    Bpf = 68,

    /// <summary>userfaultfd(2).</summary>
    Userfaultfd = 69,

    /// <summary>memfd_create(2).</summary>
    MemfdCreate = 70,

    /// <summary>io_uring_setup(2).</summary>
    IoUringSetup = 71,

    /// <summary>io_uring_enter(2).</summary>
    IoUringEnter = 72,

    /// <summary>io_uring_register(2).</summary>
    IoUringRegister = 73,

    /// <summary>init_module(2).</summary>
    InitModule = 74,

    /// <summary>finit_module(2).</summary>
    FinitModule = 75,

    /// <summary>delete_module(2).</summary>
    DeleteModule = 76,

    /// <summary>seccomp(2).</summary>
    Seccomp = 77,

    /// <summary>dup(2).</summary>
    Dup = 78,

    /// <summary>dup2(2).</summary>
    Dup2 = 79,

    /// <summary>dup3(2).</summary>
    Dup3 = 80,

    /// <summary>fcntl(2).</summary>
    Fcntl = 81,

    /// <summary>socket(2).</summary>
    Socket = 82,

    /// <summary>socketpair(2).</summary>
    Socketpair = 83,

    /// <summary>bind(2).</summary>
    Bind = 84,

    /// <summary>listen(2).</summary>
    Listen = 85,

    /// <summary>accept(2).</summary>
    Accept = 86,

    /// <summary>accept4(2).</summary>
    Accept4 = 87,

    /// <summary>shutdown(2).</summary>
    Shutdown = 88,

    /// <summary>splice(2).</summary>
    Splice = 89,

    /// <summary>copy_file_range(2).</summary>
    CopyFileRange = 90,

    /// <summary>sendfile(2).</summary>
    Sendfile = 91,

    /// <summary>open_by_handle_at(2).</summary>
    OpenByHandleAt = 92,

    /// <summary>pidfd_open(2).</summary>
    PidfdOpen = 93,

    /// <summary>pidfd_getfd(2).</summary>
    PidfdGetfd = 94,

    /// <summary>process_vm_readv(2).</summary>
    ProcessVmReadv = 95,

    /// <summary>process_vm_writev(2).</summary>
    ProcessVmWritev = 96,

    /// <summary>keyctl(2).</summary>
    Keyctl = 97,

    /// <summary>recvfrom(2).</summary>
    Recvfrom = 98,

    /// <summary>recvmsg(2).</summary>
    Recvmsg = 99,

    /// <summary>recvmmsg(2), one for each message.</summary>
    Recvmmsg = 100,

    /// <summary>close_range(2).</summary>
    CloseRange = 101,

    /// <summary>epoll_create(2).</summary>
    EpollCreate = 102,

    /// <summary>epoll_create1(2).</summary>
    EpollCreate1 = 103,

    /// <summary>eventfd(2).</summary>
    Eventfd = 104,

    /// <summary>eventfd2(2).</summary>
    Eventfd2 = 105,

    /// <summary>fsconfig(2).</summary>
    Fsconfig = 106,

    /// <summary>inotify_init(2).</summary>
    InotifyInit = 107,

    /// <summary>inotify_init1(2).</summary>
    InotifyInit1 = 108,

    /// <summary>mlock(2).</summary>
    Mlock = 109,

    /// <summary>mlock2(2).</summary>
    Mlock2 = 110,

    /// <summary>mlockall(2).</summary>
    Mlockall = 111,

    /// <summary>munlock(2).</summary>
    Munlock = 112,

    /// <summary>munlockall(2).</summary>
    Munlockall = 113,

    /// <summary>pipe(2).</summary>
    Pipe = 114,

    /// <summary>pipe2(2).</summary>
    Pipe2 = 115,

    /// <summary>prlimit(2).</summary>
    Prlimit = 116,

    /// <summary>quotactl(2).</summary>
    Quotactl = 117,

    /// <summary>semctl(2).</summary>
    Semctl = 118,

    /// <summary>semget(2).</summary>
    Semget = 119,

    /// <summary>semop(2).</summary>
    Semop = 120,

    /// <summary>setrlimit(2).</summary>
    Setrlimit = 121,

    /// <summary>signalfd(2).</summary>
    Signalfd = 122,

    /// <summary>signalfd4(2).</summary>
    Signalfd4 = 123,

    /// <summary>timerfd_create(2).</summary>
    TimerfdCreate = 124,

    /// <summary>access(2).</summary>
    Access = 125,

    /// <summary>brk(2).</summary>
    Brk = 126,

    /// <summary>close(2).</summary>
    Close = 127,

    /// <summary>epoll_wait(2).</summary>
    EpollWait = 128,

    /// <summary>flock(2).</summary>
    Flock = 129,

    /// <summary>fstat(2).</summary>
    Fstat = 130,

    /// <summary>fstat64(2).</summary>
    Fstat64 = 131,

    /// <summary>futex(2).</summary>
    Futex = 132,

    /// <summary>getcwd(2).</summary>
    Getcwd = 133,

    /// <summary>getdents(2).</summary>
    Getdents = 134,

    /// <summary>getdents64(2).</summary>
    Getdents64 = 135,

    /// <summary>getegid(2).</summary>
    Getegid = 136,

    /// <summary>geteuid(2).</summary>
    Geteuid = 137,

    /// <summary>getgid(2).</summary>
    Getgid = 138,

    /// <summary>getuid(2).</summary>
    Getuid = 139,

    /// <summary>getresgid(2).</summary>
    Getresgid = 140,

    /// <summary>getresuid(2).</summary>
    Getresuid = 141,

    /// <summary>getrlimit(2).</summary>
    Getrlimit = 142,

    /// <summary>getpeername(2).</summary>
    Getpeername = 143,

    /// <summary>getsockname(2).</summary>
    Getsockname = 144,

    /// <summary>getsockopt(2).</summary>
    Getsockopt = 145,

    /// <summary>setsockopt(2).</summary>
    Setsockopt = 146,

    /// <summary>ioctl(2).</summary>
    Ioctl = 147,

    /// <summary>llseek(2).</summary>
    Llseek = 148,

    /// <summary>lseek(2).</summary>
    Lseek = 149,

    /// <summary>lstat(2).</summary>
    Lstat = 150,

    /// <summary>lstat64(2).</summary>
    Lstat64 = 151,

    /// <summary>stat(2).</summary>
    Stat = 152,

    /// <summary>stat64(2).</summary>
    Stat64 = 153,

    /// <summary>newfstatat(2).</summary>
    Newfstatat = 154,

    /// <summary>mmap(2).</summary>
    Mmap = 155,

    /// <summary>mmap2(2).</summary>
    Mmap2 = 156,

    /// <summary>mprotect(2).</summary>
    Mprotect = 157,

    /// <summary>munmap(2).</summary>
    Munmap = 158,

    /// <summary>nanosleep(2).</summary>
    Nanosleep = 159,

    /// <summary>poll(2).</summary>
    Poll = 160,

    /// <summary>ppoll(2).</summary>
    Ppoll = 161,

    /// <summary>select(2).</summary>
    Select = 162,

    /// <summary>read(2).</summary>
    Read = 163,

    /// <summary>readv(2).</summary>
    Readv = 164,

    /// <summary>pread(2).</summary>
    Pread = 165,

    /// <summary>preadv(2).</summary>
    Preadv = 166,

    /// <summary>recv(2).</summary>
    Recv = 167,

    /// <summary>write(2).</summary>
    Write = 168,

    /// <summary>writev(2).</summary>
    Writev = 169,

    /// <summary>pwrite(2).</summary>
    Pwrite = 170,

    /// <summary>pwritev(2).</summary>
    Pwritev = 171,

    /// <summary>send(2).</summary>
    Send = 172,

    /// <summary>What a new process image has at a standard descriptor; keeps state, no rule sees it.</summary>
    Stream = 173,

    /// <summary>pidfd_send_signal(2).</summary>
    PidfdSendSignal = 174,

    /// <summary>open_tree_attr(2).</summary>
    OpenTreeAttr = 175,

    /// <summary>setxattr(2).</summary>
    Setxattr = 176,

    /// <summary>lsetxattr(2).</summary>
    Lsetxattr = 177,

    /// <summary>fsetxattr(2).</summary>
    Fsetxattr = 178,

    /// <summary>setxattrat(2).</summary>
    Setxattrat = 179,

    /// <summary>removexattr(2).</summary>
    Removexattr = 180,

    /// <summary>lremovexattr(2).</summary>
    Lremovexattr = 181,

    /// <summary>fremovexattr(2).</summary>
    Fremovexattr = 182,

    /// <summary>removexattrat(2).</summary>
    Removexattrat = 183,
}

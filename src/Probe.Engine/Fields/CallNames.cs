namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Names of the flags and numbers that calls take, as Falco lists them. Sources: the headers of linux/ named beside
/// each, and Falco's event listing for the order and for numbers of its own.
/// </summary>
internal static class CallNames
{
    /// <summary>Permission bits, stat.h.</summary>
    public static readonly FlagNames Permissions = new(
        (1, "S_IXOTH"), (2, "S_IWOTH"), (4, "S_IROTH"), (8, "S_IXGRP"), (16, "S_IWGRP"), (32, "S_IRGRP"),
        (64, "S_IXUSR"), (128, "S_IWUSR"), (256, "S_IRUSR"), (512, "S_ISVTX"), (1024, "S_ISGID"), (2048, "S_ISUID"));

    /// <summary>unlinkat, fcntl.h.</summary>
    public static readonly FlagNames Unlinkat = new((0x200, "AT_REMOVEDIR"));

    /// <summary>linkat, fcntl.h.</summary>
    public static readonly FlagNames Linkat = new((0x400, "AT_SYMLINK_FOLLOW"), (0x1000, "AT_EMPTY_PATH"));

    /// <summary>fchownat; the bits are Falco's, see <see cref="FchownatBits"/>.</summary>
    public static readonly FlagNames Fchownat = new((0x400, "AT_SYMLINK_NOFOLLOW"), (0x1000, "AT_EMPTY_PATH"));

    /// <summary>AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH, fcntl.h, and Falco's bits for them.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] FchownatBits = [(0x100, 0x400), (0x1000, 0x1000)];

    /// <summary>renameat2, fs.h.</summary>
    public static readonly FlagNames Rename = new(
        (1, "RENAME_NOREPLACE"), (2, "RENAME_EXCHANGE"), (4, "RENAME_WHITEOUT"));

    /// <summary>mount, mount.h.</summary>
    public static readonly FlagNames Mount = new(
        (1, "RDONLY"), (2, "NOSUID"), (4, "NODEV"), (8, "NOEXEC"), (16, "SYNCHRONOUS"), (32, "REMOUNT"),
        (64, "MANDLOCK"), (128, "DIRSYNC"), (1 << 10, "NOATIME"), (1 << 11, "NODIRATIME"), (1 << 12, "BIND"),
        (1 << 13, "MOVE"), (1 << 14, "REC"), (1 << 15, "SILENT"), (1 << 16, "POSIXACL"), (1 << 17, "UNBINDABLE"),
        (1 << 18, "PRIVATE"), (1 << 19, "SLAVE"), (1 << 20, "SHARED"), (1 << 21, "RELATIME"), (1 << 22, "KERNMOUNT"),
        (1 << 23, "I_VERSION"), (1 << 24, "STRICTATIME"), (1 << 25, "LAZYTIME"), (1 << 28, "NOSEC"),
        (1 << 29, "BORN"), (1 << 30, "ACTIVE"), (1u << 31, "NOUSER"));

    /// <summary>umount2, fs.h.</summary>
    public static readonly FlagNames Umount = new((1, "FORCE"), (2, "DETACH"), (4, "EXPIRE"), (8, "NOFOLLOW"));

    /// <summary>memfd_create, memfd.h.</summary>
    public static readonly FlagNames Memfd = new((1, "MFD_CLOEXEC"), (2, "MFD_ALLOW_SEALING"), (4, "MFD_HUGETLB"));

    /// <summary>splice, splice.h.</summary>
    public static readonly FlagNames Splice = new(
        (1, "SPLICE_F_MOVE"), (2, "SPLICE_F_NONBLOCK"), (4, "SPLICE_F_MORE"), (8, "SPLICE_F_GIFT"));

    /// <summary>finit_module, module.h.</summary>
    public static readonly FlagNames Module = new(
        (1, "MODULE_INIT_IGNORE_MODVERSIONS"), (2, "MODULE_INIT_IGNORE_VERMAGIC"),
        (4, "MODULE_INIT_COMPRESSED_FILE"));

    /// <summary>delete_module; the bits are Falco's, see <see cref="ModuleRemovalBits"/>.</summary>
    public static readonly FlagNames ModuleRemoval = new((2, "O_NONBLOCK"), (1, "O_TRUNC"));

    /// <summary>O_NONBLOCK and O_TRUNC, fcntl.h, and Falco's bits for them.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] ModuleRemovalBits = [(0x800, 2), (0x200, 1)];

    /// <summary>pidfd_open; the bit is Falco's.</summary>
    public static readonly FlagNames Pidfd = new((1, "PIDFD_NONBLOCK"));

    /// <summary>O_NONBLOCK, and Falco's bit for it.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] PidfdBits = [(0x800, 1)];

    /// <summary>
    /// SOCK_CLOEXEC and SOCK_NONBLOCK, O_CLOEXEC among them, as Falco's bits of open.
    /// </summary>
    public static readonly (ulong Kernel, ulong Portable)[] DescriptorBits =
        [(0x80000, OpenFlagBits.CloseOnExec), (0x800, OpenFlagBits.NonBlocking)];

    /// <summary>io_uring_setup, io_uring.h; the bits are Falco's, see <see cref="RingSetupBits"/>.</summary>
    public static readonly FlagNames RingSetup = new(
        (1, "IORING_SETUP_IOPOLL"), (2, "IORING_SETUP_SQPOLL"), (4, "IORING_SQ_NEED_WAKEUP"),
        (8, "IORING_SETUP_SQ_AFF"), (16, "IORING_SETUP_CQSIZE"), (32, "IORING_SETUP_CLAMP"),
        (64, "IORING_SETUP_ATTACH_RW"), (128, "IORING_SETUP_R_DISABLED"));

    /// <summary>IORING_SETUP_*, and Falco's bits.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] RingSetupBits =
        [(1, 1), (2, 2), (4, 8), (8, 16), (16, 32), (32, 64), (64, 128)];

    /// <summary>What io_uring can, io_uring.h; the bits are Falco's, see <see cref="RingFeatureBits"/>.</summary>
    public static readonly FlagNames RingFeatures = new(
        (1, "IORING_FEAT_SINGLE_MMAP"), (2, "IORING_FEAT_NODROP"), (4, "IORING_FEAT_SUBMIT_STABLE"),
        (8, "IORING_FEAT_RW_CUR_POS"), (16, "IORING_FEAT_CUR_PERSONALITY"), (32, "IORING_FEAT_FAST_POLL"),
        (64, "IORING_FEAT_POLL_32BITS"), (128, "IORING_FEAT_SQPOLL_NONFIXED"), (256, "IORING_FEAT_ENTER_EXT_ARG"),
        (512, "IORING_FEAT_NATIVE_WORKERS"), (1024, "IORING_FEAT_RSRC_TAGS"));

    /// <summary>IORING_FEAT_*, and Falco's bits.</summary>
    public static readonly (ulong Kernel, ulong Portable)[] RingFeatureBits =
        [.. Enumerable.Range(0, 11).Select(bit => (1ul << bit, 1ul << bit))];

    /// <summary>io_uring_enter, io_uring.h.</summary>
    public static readonly FlagNames RingEnter = new(
        (1, "IORING_ENTER_GETEVENTS"), (2, "IORING_ENTER_SQ_WAKEUP"), (4, "IORING_ENTER_SQ_WAIT"),
        (8, "IORING_ENTER_EXT_ARG"));

    /// <summary>io_uring_register, io_uring.h.</summary>
    public static readonly EnumNames RingRegister = EnumNames.From(
        0, "IORING_REGISTER_BUFFERS", "IORING_UNREGISTER_BUFFERS", "IORING_REGISTER_FILES",
        "IORING_UNREGISTER_FILES", "IORING_REGISTER_EVENTFD", "IORING_UNREGISTER_EVENTFD",
        "IORING_REGISTER_FILES_UPDATE", "IORING_REGISTER_EVENTFD_ASYNC", "IORING_REGISTER_PROBE",
        "IORING_REGISTER_PERSONALITY", "IORING_UNREGISTER_PERSONALITY", "IORING_REGISTER_RESTRICTIONS",
        "IORING_REGISTER_ENABLE_RINGS", "IORING_REGISTER_FILES2", "IORING_REGISTER_FILES_UPDATE2",
        "IORING_REGISTER_BUFFERS2", "IORING_REGISTER_BUFFERS_UPDATE", "IORING_REGISTER_IOWQ_AFF",
        "IORING_UNREGISTER_IOWQ_AFF", "IORING_REGISTER_IOWQ_MAX_WORKERS", "IORING_REGISTER_RING_FDS",
        "IORING_UNREGISTER_RING_FDS");

    /// <summary>shutdown, net.h.</summary>
    public static readonly EnumNames Shutdown = EnumNames.From(0, "SHUT_RD", "SHUT_WR", "SHUT_RDWR");

    /// <summary>bpf, bpf.h.</summary>
    public static readonly EnumNames Bpf = new(
    [
        (10, "BPF_PROG_TEST_RUN"), (10, "BPF_PROG_RUN"),
        .. new[]
        {
            "BPF_MAP_CREATE", "BPF_MAP_LOOKUP_ELEM", "BPF_MAP_UPDATE_ELEM", "BPF_MAP_DELETE_ELEM",
            "BPF_MAP_GET_NEXT_KEY", "BPF_PROG_LOAD", "BPF_OBJ_PIN", "BPF_OBJ_GET", "BPF_PROG_ATTACH",
            "BPF_PROG_DETACH",
        }.Select(static (name, index) => ((long)index, name)),
        .. new[]
        {
            "BPF_PROG_GET_NEXT_ID", "BPF_MAP_GET_NEXT_ID", "BPF_PROG_GET_FD_BY_ID", "BPF_MAP_GET_FD_BY_ID",
            "BPF_OBJ_GET_INFO_BY_FD", "BPF_PROG_QUERY", "BPF_RAW_TRACEPOINT_OPEN", "BPF_BTF_LOAD",
            "BPF_BTF_GET_FD_BY_ID", "BPF_TASK_FD_QUERY", "BPF_MAP_LOOKUP_AND_DELETE_ELEM", "BPF_MAP_FREEZE",
            "BPF_BTF_GET_NEXT_ID", "BPF_MAP_LOOKUP_BATCH", "BPF_MAP_LOOKUP_AND_DELETE_BATCH",
            "BPF_MAP_UPDATE_BATCH", "BPF_MAP_DELETE_BATCH", "BPF_LINK_CREATE", "BPF_LINK_UPDATE",
            "BPF_LINK_GET_FD_BY_ID", "BPF_LINK_GET_NEXT_ID", "BPF_ENABLE_STATS", "BPF_ITER_CREATE",
            "BPF_LINK_DETACH", "BPF_PROG_BIND_MAP",
        }.Select(static (name, index) => (11L + index, name)),
    ]);

    /// <summary>Families of sockets, socket.h.</summary>
    public static readonly EnumNames Families = new(
        (0, "AF_UNSPEC"), (1, "AF_LOCAL"), (1, "AF_UNIX"), (2, "AF_INET"), (3, "AF_AX25"), (4, "AF_IPX"),
        (5, "AF_APPLETALK"), (6, "AF_NETROM"), (7, "AF_BRIDGE"), (8, "AF_ATMPVC"), (9, "AF_X25"), (10, "AF_INET6"),
        (11, "AF_ROSE"), (12, "AF_DECnet"), (13, "AF_NETBEUI"), (14, "AF_SECURITY"), (15, "AF_KEY"),
        (16, "AF_ROUTE"), (16, "AF_NETLINK"), (17, "AF_PACKET"), (18, "AF_ASH"), (19, "AF_ECONET"),
        (20, "AF_ATMSVC"), (21, "AF_RDS"), (22, "AF_SNA"), (23, "AF_IRDA"), (24, "AF_PPPOX"), (25, "AF_WANPIPE"),
        (26, "AF_LLC"), (29, "AF_CAN"), (30, "AF_TIPC"), (31, "AF_BLUETOOTH"), (32, "AF_IUCV"), (33, "AF_RXRPC"),
        (34, "AF_ISDN"), (35, "AF_PHONET"), (36, "AF_IEEE802154"), (37, "AF_CAIF"), (38, "AF_ALG"), (39, "AF_NFC"));

    /// <summary>prctl, prctl.h; Falco has PR_MCE_KILL twice, and prints it so.</summary>
    public static readonly EnumNames Prctl = new(
        (3, "PR_GET_DUMPABLE"), (4, "PR_SET_DUMPABLE"), (7, "PR_GET_KEEPCAPS"), (8, "PR_SET_KEEPCAPS"),
        (15, "PR_SET_NAME"), (16, "PR_GET_NAME"), (21, "PR_GET_SECCOMP"), (22, "PR_SET_SECCOMP"),
        (23, "PR_CAPBSET_READ"), (24, "PR_CAPBSET_DROP"), (27, "PR_GET_SECUREBITS"), (28, "PR_SET_SECUREBITS"),
        (33, "PR_MCE_KILL"), (33, "PR_MCE_KILL"), (35, "PR_SET_MM"), (36, "PR_SET_CHILD_SUBREAPER"),
        (37, "PR_GET_CHILD_SUBREAPER"), (38, "PR_SET_NO_NEW_PRIVS"), (39, "PR_GET_NO_NEW_PRIVS"),
        (40, "PR_GET_TID_ADDRESS"), (41, "PR_SET_THP_DISABLE"), (42, "PR_GET_THP_DISABLE"),
        (47, "PR_CAP_AMBIENT"));

    /// <summary>keyctl, keyctl.h.</summary>
    public static readonly EnumNames Keyctl = EnumNames.From(
        0, "KEYCTL_GET_KEYRING_ID", "KEYCTL_JOIN_SESSION_KEYRING", "KEYCTL_UPDATE", "KEYCTL_REVOKE", "KEYCTL_CHOWN",
        "KEYCTL_SETPERM", "KEYCTL_DESCRIBE", "KEYCTL_CLEAR", "KEYCTL_LINK", "KEYCTL_UNLINK", "KEYCTL_SEARCH",
        "KEYCTL_READ", "KEYCTL_INSTANTIATE", "KEYCTL_NEGATE", "KEYCTL_SET_REQKEY_KEYRING", "KEYCTL_SET_TIMEOUT",
        "KEYCTL_ASSUME_AUTHORITY", "KEYCTL_GET_SECURITY", "KEYCTL_SESSION_TO_PARENT", "KEYCTL_REJECT",
        "KEYCTL_INSTANTIATE_IOV", "KEYCTL_INVALIDATE", "KEYCTL_GET_PERSISTENT", "KEYCTL_DH_COMPUTE",
        "KEYCTL_PKEY_QUERY", "KEYCTL_PKEY_ENCRYPT", "KEYCTL_PKEY_DECRYPT", "KEYCTL_PKEY_SIGN", "KEYCTL_PKEY_VERIFY",
        "KEYCTL_RESTRICT_KEYRING", "KEYCTL_MOVE", "KEYCTL_CAPABILITIES", "KEYCTL_WATCH_KEY");
}

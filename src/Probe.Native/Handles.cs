using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Native;

/// <summary>A <c>struct bpf_object *</c>; closing it unloads programs and maps that nothing else holds.</summary>
internal sealed class BpfObjectHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        Libbpf.bpf_object__close(handle);
        return true;
    }
}

/// <summary>A <c>struct bpf_link *</c>; destroying it detaches the program.</summary>
internal sealed class BpfLinkHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle() => Libbpf.bpf_link__destroy(handle) == 0;
}

/// <summary>Pages mapped from a map's descriptor, unmapped when released.</summary>
internal sealed class MappingHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly nuint _length;

    private MappingHandle(nint address, nuint length) : base(true)
    {
        _length = length;
        SetHandle(address);
    }

    /// <summary>The first byte. Lifetime: until this handle is disposed.</summary>
    internal nint Address => handle;

    /// <summary>Maps pages, shared. Errors: <see cref="BpfException"/> that says what was to be mapped.</summary>
    internal static MappingHandle Map(string what, int fd, long offset, nuint length, int protection)
    {
        nint address = Libc.mmap(0, length, protection, Libc.MAP_SHARED, fd, offset);
        if (address == Libc.MapFailed)
            throw Throw.LastErrno($"map {length} bytes of {what}");
        return new MappingHandle(address, length);
    }

    protected override bool ReleaseHandle() => Libc.munmap(handle, _length) == 0;
}

/// <summary>An epoll instance that waits for one descriptor to become readable, edge-triggered.</summary>
internal sealed unsafe class EpollHandle : SafeHandleMinusOneIsInvalid
{
    // struct epoll_event is 12 bytes packed on x86-64 and 16 elsewhere; events stand first on both.
    private const int EpollEventBytesMax = 16;

    private EpollHandle(int fd) : base(true) => SetHandle(fd);

    /// <summary>Watches a descriptor. Errors: <see cref="BpfException"/>.</summary>
    internal static EpollHandle Watch(int fd)
    {
        int epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (epoll < 0)
            throw Throw.LastErrno("create an epoll instance");
        var created = new EpollHandle(epoll);
        byte* wanted = stackalloc byte[EpollEventBytesMax];
        *(uint*)wanted = Libc.EPOLLIN | Libc.EPOLLET;
        if (Libc.epoll_ctl(epoll, Libc.EPOLL_CTL_ADD, fd, wanted) == 0)
            return created;
        var error = Throw.LastErrno("watch the ring buffer by epoll");
        created.Dispose();
        throw error;
    }

    /// <summary>Blocks until woken or for a time. True when woken; a signal ends the wait early.</summary>
    internal bool Wait(int timeoutMs)
    {
        byte* events = stackalloc byte[EpollEventBytesMax];
        return Libc.epoll_wait((int)handle, events, 1, timeoutMs) > 0;
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}

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

/// <summary>Pages of a map's or of nothing, unmapped when released.</summary>
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

    /// <summary>
    /// Maps pages of zeros, for what is large and soon done with: malloc would keep it, and from then on take as much
    /// from its heap, where it stays. Errors: <see cref="BpfException"/>.
    /// </summary>
    internal static MappingHandle Allocate(nuint length)
    {
        nint address = Libc.mmap(
            0, length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        if (address == Libc.MapFailed)
            throw Throw.LastErrno($"map {length} bytes");
        return new MappingHandle(address, length);
    }

    protected override bool ReleaseHandle() => Libc.munmap(handle, _length) == 0;
}

/// <summary>The descriptor of a map that belongs to no object.</summary>
internal sealed unsafe class MapHandle : SafeHandleMinusOneIsInvalid
{
    // BPF_MAP_TYPE_RINGBUF, linux/bpf.h.
    private const int RingBufferType = 27;

    private MapHandle(int fd) : base(true) => SetHandle(fd);

    /// <summary>Lifetime: until this handle is disposed.</summary>
    internal int Descriptor => (int)handle;

    /// <summary>Makes a ring buffer of so many bytes. Errors: <see cref="BpfException"/>.</summary>
    internal static MapHandle CreateRing(string name, uint bytes)
    {
        int fd = Libbpf.bpf_map_create(RingBufferType, name, 0, 0, bytes, null);
        Throw.IfNegative(fd, $"make ring buffer {name} of {bytes} bytes");
        return new MapHandle(fd);
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}

/// <summary>An epoll instance that waits for descriptors to become readable, edge-triggered.</summary>
internal sealed unsafe class EpollHandle : SafeHandleMinusOneIsInvalid
{
    // struct epoll_event is 12 bytes packed on x86-64 and 16 elsewhere; events stand first on both.
    private const int EpollEventBytesMax = 16;

    // Those ready at once are taken together; there may be more, which come with the next wait.
    private const int ReadyMax = 16;

    private EpollHandle(int fd) : base(true) => SetHandle(fd);

    /// <summary>One that watches nothing yet. Errors: <see cref="BpfException"/>.</summary>
    internal static EpollHandle Create()
    {
        int epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        return epoll < 0 ? throw Throw.LastErrno("create an epoll instance") : new EpollHandle(epoll);
    }

    /// <summary>Watches a descriptor as well. Errors: <see cref="BpfException"/>.</summary>
    internal void Watch(int fd)
    {
        byte* wanted = stackalloc byte[EpollEventBytesMax];
        *(uint*)wanted = Libc.EPOLLIN | Libc.EPOLLET;
        if (Libc.epoll_ctl((int)handle, Libc.EPOLL_CTL_ADD, fd, wanted) != 0)
            throw Throw.LastErrno("watch the ring buffer by epoll");
    }

    /// <summary>Blocks until woken or for a time. True when woken; a signal ends the wait early.</summary>
    internal bool Wait(int timeoutMs)
    {
        byte* events = stackalloc byte[EpollEventBytesMax * ReadyMax];
        return Libc.epoll_wait((int)handle, events, ReadyMax, timeoutMs) > 0;
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}

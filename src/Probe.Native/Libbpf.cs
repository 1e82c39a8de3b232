using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// The part of libbpf that this project calls, names as in <c>bpf/libbpf.h</c>, <c>bpf/bpf.h</c> and <c>bpf/btf.h</c>.
/// Since libbpf 1.0 a failing function returns NULL or -errno and sets errno.
/// </summary>
internal static unsafe partial class Libbpf
{
    /// <summary>What the loader is asked for; <see cref="LibbpfLibrary"/> finds the file.</summary>
    internal const string Library = "libbpf.so.1";

    static Libbpf() =>
        NativeLibrary.SetDllImportResolver(typeof(Libbpf).Assembly, LibbpfLibrary.Resolve);

    [LibraryImport(Library)]
    internal static partial uint libbpf_major_version();

    [LibraryImport(Library)]
    internal static partial uint libbpf_minor_version();

    [LibraryImport(Library)]
    internal static partial int libbpf_num_possible_cpus();

    [LibraryImport(Library)]
    internal static partial int libbpf_strerror(int err, byte* buf, nuint size);

    /// <summary>The callback's last argument is a va_list: a pointer on every architecture that we build for.</summary>
    [LibraryImport(Library)]
    internal static partial nint libbpf_set_print(delegate* unmanaged[Cdecl]<int, byte*, nint, int> fn);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial BpfObjectHandle bpf_object__open_mem(byte* obj_buf, nuint obj_buf_sz, OpenOptions* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_object__load(BpfObjectHandle obj);

    [LibraryImport(Library)]
    internal static partial void bpf_object__close(nint obj);

    [LibraryImport(Library)]
    internal static partial nint bpf_object__btf(BpfObjectHandle obj);

    [LibraryImport(Library)]
    internal static partial nint bpf_object__next_program(BpfObjectHandle obj, nint prog);

    [LibraryImport(Library)]
    internal static partial nint bpf_object__next_map(BpfObjectHandle obj, nint map);

    [LibraryImport(Library)]
    internal static partial byte* bpf_program__name(nint prog);

    [LibraryImport(Library)]
    internal static partial byte* bpf_program__section_name(nint prog);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool bpf_program__autoload(nint prog);

    [LibraryImport(Library)]
    internal static partial int bpf_program__set_autoload(
        nint prog, [MarshalAs(UnmanagedType.U1)] bool autoload);

    [LibraryImport(Library)]
    internal static partial int bpf_program__set_log_buf(nint prog, byte* log_buf, nuint log_size);

    [LibraryImport(Library)]
    internal static partial int bpf_program__fd(nint prog);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial BpfLinkHandle bpf_program__attach(nint prog);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial BpfLinkHandle bpf_program__attach_raw_tracepoint(nint prog, string tp_name);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial BpfLinkHandle bpf_program__attach_cgroup(nint prog, int cgroup_fd);

    [LibraryImport(Library)]
    internal static partial int bpf_link__destroy(nint link);

    [LibraryImport(Library)]
    internal static partial byte* bpf_map__name(nint map);

    [LibraryImport(Library)]
    internal static partial int bpf_map__fd(nint map);

    [LibraryImport(Library)]
    internal static partial int bpf_map__type(nint map);

    [LibraryImport(Library)]
    internal static partial uint bpf_map__key_size(nint map);

    [LibraryImport(Library)]
    internal static partial uint bpf_map__value_size(nint map);

    [LibraryImport(Library)]
    internal static partial uint bpf_map__max_entries(nint map);

    [LibraryImport(Library)]
    internal static partial int bpf_map__set_max_entries(nint map, uint max_entries);

    [LibraryImport(Library)]
    internal static partial byte* bpf_map__initial_value(nint map, nuint* psize);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_map_create(
        int map_type, string map_name, uint key_size, uint value_size, uint max_entries, void* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_map_lookup_elem(int fd, void* key, void* value);

    [LibraryImport(Library)]
    internal static partial int bpf_map_update_elem(int fd, void* key, void* value, ulong flags);

    [LibraryImport(Library)]
    internal static partial int bpf_map_delete_elem(int fd, void* key);

    [LibraryImport(Library)]
    internal static partial int bpf_obj_get_info_by_fd(int bpf_fd, void* info, uint* info_len);

    [LibraryImport(Library)]
    internal static partial uint btf__type_cnt(nint btf);

    [LibraryImport(Library)]
    internal static partial uint* btf__type_by_id(nint btf, uint id);

    [LibraryImport(Library)]
    internal static partial byte* btf__name_by_offset(nint btf, uint offset);

    [LibraryImport(Library)]
    internal static partial long btf__resolve_size(nint btf, uint type_id);

    /// <summary>The start of <c>struct bpf_object_open_opts</c>; <see cref="Size"/> says how much it is.</summary>
    internal struct OpenOptions
    {
        internal nuint Size;
        internal byte* ObjectName;

        /// <summary>Then maps with sizes that differ are taken: a bool, and what fills it up.</summary>
        internal ulong RelaxedMaps;
        internal byte* PinRootPath;
        internal ulong Unused;
        internal byte* Kconfig;
        internal byte* BtfCustomPath;
    }
}

using System.Runtime.InteropServices;
using System.Text;

namespace KosmosProbe.Native;

/// <summary>
/// Compiled programs and their maps: opened from memory, settled (constants, sizes, which programs), loaded, attached.
/// Disposing it unloads all of it; links that are still held keep their programs attached.
/// </summary>
public sealed unsafe class BpfObject : IDisposable
{
    // The kernel keeps the end of a longer log since 6.4, older ones fail with ENOSPC. Pages not written cost nothing.
    private const int VerifierLogBytes = 8 << 20;

    private readonly BpfObjectHandle _handle;
    private readonly Dictionary<string, BpfMap> _maps = [];
    private readonly List<BpfProgram> _programs = [];
    private readonly MemoryFile? _types;

    private BpfObject(string name, BpfObjectHandle handle, MemoryFile? types)
    {
        Name = name;
        _handle = handle;
        _types = types;
        Btf = new Btf(Libbpf.bpf_object__btf(handle), handle);
        for (nint map = 0; (map = Libbpf.bpf_object__next_map(handle, map)) != 0;)
        {
            var found = new BpfMap(handle, map);
            _maps.Add(found.Name, found);
        }

        for (nint program = 0; (program = Libbpf.bpf_object__next_program(handle, program)) != 0;)
            _programs.Add(new BpfProgram(handle, program));
    }

    /// <summary>The object's name, for messages.</summary>
    public string Name { get; }

    /// <summary>All programs, in the order of the object.</summary>
    public IReadOnlyList<BpfProgram> Programs => _programs;

    /// <summary>The object's types. Lifetime: until this object is disposed.</summary>
    public Btf Btf { get; }

    /// <summary>Opens an object; needs no privilege. Errors: <see cref="BpfException"/> when it is none.</summary>
    /// <param name="name">For messages and the kernel's lists; the first 8 characters name its global data.</param>
    /// <param name="elf">The bytes of an object file; not needed any more afterwards.</param>
    public static BpfObject Open(string name, ReadOnlySpan<byte> elf) => OpenWith(null, name, elf);

    /// <summary>The same, with the types that its programs are relocated by.</summary>
    /// <param name="kernel">The kernel's types, till this returns; null leaves it to libbpf to read them.</param>
    /// <param name="name">As for <see cref="Open"/>.</param>
    /// <param name="elf">Likewise.</param>
    internal static BpfObject OpenWith(KernelTypes? kernel, string name, ReadOnlySpan<byte> elf)
    {
        // libbpf asks for the path now and reads the file when it loads.
        var types = kernel is null ? null : MemoryFile.TryCreate($"{name} types");
        try
        {
            var opened = OpenElf(name, elf, types);
            if (types is not null) MinimalBtf.Write(kernel!, opened.Btf.KernelNames(), types);
            return opened;
        }
        catch
        {
            types?.Dispose();
            throw;
        }
    }

    /// <summary>A program by its C name. Errors: <see cref="BpfException"/> when there is none.</summary>
    /// <param name="name">The function's name.</param>
    public BpfProgram Program(string name) =>
        _programs.Find(program => program.Name == name) ?? throw Throw.Missing("program", name, Name);

    /// <summary>A map by its C name, or <c>.rodata</c>, <c>.data</c>, <c>.bss</c>. Errors: as for programs.</summary>
    /// <param name="name">The variable's name in section .maps.</param>
    public BpfMap Map(string name) =>
        _maps.TryGetValue(name, out var map) ? map : throw Throw.Missing("map", name, Name);

    /// <summary>True when the object has such a map.</summary>
    /// <param name="name">As for <see cref="Map"/>.</param>
    public bool HasMap(string name) => _maps.ContainsKey(name);

    /// <summary>Sets a <c>const volatile</c> variable, before <see cref="Load"/>. Errors: as for programs.</summary>
    /// <typeparam name="T">As wide as the variable.</typeparam>
    /// <param name="name">The variable's name in C.</param>
    /// <param name="value">What the programs will see.</param>
    public void SetConstant<T>(string name, T value) where T : unmanaged
    {
        if (!Btf.TryFindVariable(".rodata", name, out var variable))
            throw Throw.Missing("constant", name, Name);
        if (variable.Size != sizeof(T))
            throw new ArgumentException($"constant {name} has {variable.Size} bytes, {sizeof(T)} were given");
        MemoryMarshal.Write(Map(".rodata").InitialValue()[variable.Offset..], in value);
    }

    /// <summary>
    /// Loads maps and all programs whose <see cref="BpfProgram.IsWanted"/> is set. Errors: <see cref="BpfException"/>
    /// that names the program, errno, the verifier's deciding line and the remedy; the object is of no use then.
    /// </summary>
    public void Load()
    {
        using var messages = LibbpfLog.Collect();
        var logs = new Dictionary<string, nint>();
        try
        {
            foreach (var program in _programs.Where(program => program.IsWanted))
                logs[program.Name] = program.KeepVerifierLog(VerifierLogBytes);
            int result = Libbpf.bpf_object__load(_handle);
            if (result < 0)
                throw Refused(-result, messages, logs);
        }
        finally
        {
            _types?.Dispose();
            foreach (var program in _programs.Where(program => logs.ContainsKey(program.Name)))
                program.DropVerifierLog(logs[program.Name]);
        }
    }

    /// <summary>Maps the global variables for reading and writing; after <see cref="Load"/>.</summary>
    public GlobalVariables MapGlobals() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        _types?.Dispose();
        _handle.Dispose();
    }

    private static BpfObject OpenElf(string name, ReadOnlySpan<byte> elf, MemoryFile? types)
    {
        using var log = LibbpfLog.Collect();
        byte[] nameUtf8 = Encoding.UTF8.GetBytes(name + '\0');
        byte[] pathUtf8 = Encoding.UTF8.GetBytes(types?.Path + '\0');
        BpfObjectHandle handle;
        int errno;
        fixed (byte* bytes = elf, objectName = nameUtf8, path = pathUtf8)
        {
            var options = new Libbpf.OpenOptions
            {
                Size = (nuint)sizeof(Libbpf.OpenOptions),
                ObjectName = objectName,
                BtfCustomPath = types is null ? null : path,
            };
            handle = Libbpf.bpf_object__open_mem(bytes, (nuint)elf.Length, &options);
            errno = Marshal.GetLastPInvokeError();
        }

        if (handle.IsInvalid)
            throw new BpfException($"open {name}", errno, log.Messages is [.., var last] ? last : "", "");
        return new BpfObject(name, handle, types);
    }

    private BpfException Refused(int errno, LibbpfLog messages, Dictionary<string, nint> logs)
    {
        string? program = messages.Between("prog '", "': BPF program load failed")
            ?? messages.Between("prog '", "': failed");
        if (program is not null && logs.TryGetValue(program, out nint memory))
        {
            var log = VerifierLog.Read(Marshal.PtrToStringUTF8(memory) ?? "");
            string reason = log is null && errno != Errno.EPERM ? Last(messages) : "";
            return new BpfException($"load program {program}", errno, reason, Remedy(errno, log), log);
        }

        return Throw.FromErrno($"load {Name}", errno, errno == Errno.EPERM ? "" : Last(messages));
    }

    private static string Last(LibbpfLog messages) => messages.Messages is [.., var last] ? last : "";

    private static string Remedy(int errno, VerifierLog? log)
    {
        var facts = KernelFacts.Read();
        return log is null
            ? KernelRequirements.Remedy(errno, facts)
            : $"kernel {facts.Release} refuses this program: report it with the whole verifier log";
    }
}

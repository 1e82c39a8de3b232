using System.Diagnostics;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What one exec made of a process: command line, executable, capabilities and the like. Threads and forked children
/// share it by count, and the last to leave gives its memory back; so it never changes, and who changes directory or
/// capabilities gets a copy. The command line is joined once here, since rules search it at every event of the process.
/// </summary>
internal sealed class ProcessImage
{
    private byte[] _bytes = [];
    private byte[] _streams = [];
    private int _streamsLength;
    private int _exeLength;
    private int _argumentsLength;
    private int _commandLineLength;
    private int _exePathLength;
    private int _cwdLength;
    private int _commLength;
    private int _environmentLength;
    private int _holders;

    /// <summary>Inheritable capabilities, a bit each.</summary>
    public ulong CapInheritable;

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted;

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective;

    /// <summary>Inode number of the executable; 0 unknown.</summary>
    public ulong ExeIno;

    /// <summary>When the executable's inode changed, in ns since the epoch; 0 unknown.</summary>
    public ulong ExeCtimeNs;

    /// <summary>When the executable was written, in ns since the epoch; 0 unknown.</summary>
    public ulong ExeMtimeNs;

    /// <summary>Soft RLIMIT_NOFILE.</summary>
    public ulong FdLimit;

    /// <summary>Major page faults at exec.</summary>
    public ulong PageFaultsMajor;

    /// <summary>Minor page faults at exec.</summary>
    public ulong PageFaultsMinor;

    /// <summary>Virtual memory at exec, in kB.</summary>
    public ulong VmSizeKb;

    /// <summary>Resident memory at exec, in kB.</summary>
    public ulong VmRssKb;

    /// <summary>Swapped memory at exec, in kB.</summary>
    public ulong VmSwapKb;

    /// <summary>Facts of the executable.</summary>
    public ExeFlags ExeFlags;

    /// <summary>argv[0].</summary>
    public ReadOnlySpan<byte> Exe => _bytes.AsSpan(0, _exeLength);

    /// <summary>argv[1] and later, each NUL terminated (the last perhaps not).</summary>
    public ReadOnlySpan<byte> Arguments => _bytes.AsSpan(_exeLength, _argumentsLength);

    /// <summary>The name at exec and the arguments, joined by blanks.</summary>
    public ReadOnlySpan<byte> CommandLine => _bytes.AsSpan(_exeLength + _argumentsLength, _commandLineLength);

    /// <summary>The arguments joined by blanks.</summary>
    public ReadOnlySpan<byte> JoinedArguments =>
        _commandLineLength > _commLength ? CommandLine[(_commLength + 1)..] : default;

    /// <summary>The name at exec.</summary>
    public ReadOnlySpan<byte> Comm => CommandLine[.._commLength];

    /// <summary>The executable as the kernel resolved it.</summary>
    public ReadOnlySpan<byte> ExePath =>
        _bytes.AsSpan(_exeLength + _argumentsLength + _commandLineLength, _exePathLength);

    /// <summary>Working directory, with a slash at its end; empty when unknown.</summary>
    public ReadOnlySpan<byte> Cwd =>
        _bytes.AsSpan(_exeLength + _argumentsLength + _commandLineLength + _exePathLength, _cwdLength);

    /// <summary>
    /// The environment at exec, each NUL terminated (the last perhaps not); empty when unknown. Of a large one perhaps
    /// only the start, see <see cref="TextSlabs.Kept"/>.
    /// </summary>
    public ReadOnlySpan<byte> Environment => _bytes.AsSpan(EnvironmentStart, _environmentLength);

    /// <summary>The standard streams at exec, as <see cref="StandardStreams"/> has them; empty when unknown.</summary>
    public ReadOnlySpan<byte> Streams => _streams.AsSpan(0, _streamsLength);

    /// <summary>How many arguments there are, argv[0] not counted.</summary>
    public int ArgumentsCount { get; private set; }

    /// <summary>Threads that show this image.</summary>
    public int Holders => _holders;

    /// <summary>Takes the texts of an exec over into own memory.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="comm">The task's name.</param>
    /// <param name="argv">Each NUL terminated, argv[0] first.</param>
    /// <param name="exePath">The executable.</param>
    /// <param name="cwd">Working directory.</param>
    /// <param name="environment">Each NUL terminated (the last perhaps not); empty when it is not known.</param>
    public void Fill(
        TextSlabs slabs,
        ReadOnlySpan<byte> comm,
        ReadOnlySpan<byte> argv,
        ReadOnlySpan<byte> exePath,
        ReadOnlySpan<byte> cwd,
        ReadOnlySpan<byte> environment)
    {
        int end = argv.IndexOf((byte)0);
        var exe = end < 0 ? argv : argv[..end];
        var arguments = end < 0 ? default : argv[(end + 1)..];
        Fill(slabs, comm, exe, arguments, exePath, cwd, environment);
    }

    /// <summary>The same with argv[0] apart.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="comm">The task's name.</param>
    /// <param name="exe">argv[0].</param>
    /// <param name="arguments">argv[1] and later, each NUL terminated (the last perhaps not).</param>
    /// <param name="exePath">The executable.</param>
    /// <param name="cwd">Working directory.</param>
    /// <param name="environment">Each NUL terminated (the last perhaps not).</param>
    public void Fill(
        TextSlabs slabs,
        ReadOnlySpan<byte> comm,
        ReadOnlySpan<byte> exe,
        ReadOnlySpan<byte> arguments,
        ReadOnlySpan<byte> exePath,
        ReadOnlySpan<byte> cwd,
        ReadOnlySpan<byte> environment)
    {
        Debug.Assert(_bytes.Length == 0, "the image was emptied before it was filled again");
        environment = slabs.Kept(environment);
        bool terminated = arguments.EndsWith((byte)0);
        int joinedLength = terminated ? arguments.Length - 1 : arguments.Length;
        bool slashMissing = !cwd.IsEmpty && !cwd.EndsWith((byte)'/');

        _exeLength = exe.Length;
        _argumentsLength = arguments.Length;
        _commLength = comm.Length;
        _commandLineLength = comm.Length + (arguments.IsEmpty ? 0 : 1 + joinedLength);
        _exePathLength = exePath.Length;
        _cwdLength = cwd.Length + (slashMissing ? 1 : 0);
        ArgumentsCount = arguments.Count((byte)0) + (terminated || arguments.IsEmpty ? 0 : 1);
        _environmentLength = environment.Length;
        _bytes = slabs.Rent(EnvironmentStart + _environmentLength);

        var rest = _bytes.AsSpan();
        rest = Put(rest, exe);
        rest = Put(rest, arguments);
        rest = Put(rest, comm);
        if (!arguments.IsEmpty)
        {
            rest[0] = (byte)' ';
            arguments[..joinedLength].Replace(rest[1..], (byte)0, (byte)' ');
            rest = rest[(1 + joinedLength)..];
        }

        rest = Put(rest, exePath);
        rest = Put(rest, cwd);
        if (slashMissing)
        {
            rest[0] = (byte)'/';
        }

        environment.CopyTo(_bytes.AsSpan(EnvironmentStart));
    }

    /// <summary>Takes over what the standard streams are. Once, behind <c>Fill</c>.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="streams">From <see cref="StandardStreams"/>.</param>
    public void SetStreams(TextSlabs slabs, ReadOnlySpan<byte> streams)
    {
        if (streams.IsEmpty) return;
        Debug.Assert(_streams.Length == 0, "they are told once");
        _streams = slabs.Rent(streams.Length);
        _streamsLength = streams.Length;
        streams.CopyTo(_streams);
    }

    /// <summary>Whether a directory, as the kernel names it, is the working directory.</summary>
    /// <param name="directory">Without a slash at its end, but for the root.</param>
    public bool IsIn(ReadOnlySpan<byte> directory)
    {
        var cwd = Cwd;
        return cwd.SequenceEqual(directory)
            || (cwd.Length == directory.Length + 1 && cwd.StartsWith(directory) && cwd[^1] == (byte)'/');
    }

    /// <summary>Takes over all of another image but the working directory.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="other">The image.</param>
    /// <param name="cwd">Working directory; a slash at its end is put there if missing.</param>
    public void CopyFrom(TextSlabs slabs, ProcessImage other, ReadOnlySpan<byte> cwd)
    {
        Debug.Assert(_bytes.Length == 0, "the image was emptied before it was filled again");
        bool slashMissing = !cwd.IsEmpty && !cwd.EndsWith((byte)'/');
        (_exeLength, _argumentsLength) = (other._exeLength, other._argumentsLength);
        (_commandLineLength, _commLength) = (other._commandLineLength, other._commLength);
        _exePathLength = other._exePathLength;
        _cwdLength = cwd.Length + (slashMissing ? 1 : 0);
        ArgumentsCount = other.ArgumentsCount;
        int sameLength = _exeLength + _argumentsLength + _commandLineLength + _exePathLength;
        var environment = slabs.Kept(other.Environment);
        _environmentLength = environment.Length;
        _bytes = slabs.Rent(EnvironmentStart + _environmentLength);
        var rest = Put(_bytes, other._bytes.AsSpan(0, sameLength));
        rest = Put(rest, cwd);
        if (slashMissing)
        {
            rest[0] = (byte)'/';
        }

        environment.CopyTo(_bytes.AsSpan(EnvironmentStart));
        SetStreams(slabs, other.Streams);
        (CapInheritable, CapPermitted, CapEffective) =
            (other.CapInheritable, other.CapPermitted, other.CapEffective);
        (ExeIno, ExeCtimeNs, ExeMtimeNs, ExeFlags) =
            (other.ExeIno, other.ExeCtimeNs, other.ExeMtimeNs, other.ExeFlags);
        (FdLimit, PageFaultsMajor, PageFaultsMinor) = (other.FdLimit, other.PageFaultsMajor, other.PageFaultsMinor);
        (VmSizeKb, VmRssKb, VmSwapKb) = (other.VmSizeKb, other.VmRssKb, other.VmSwapKb);
    }

    /// <summary>One of the arguments; false beyond the last.</summary>
    /// <param name="index">From 0; argv[0] is not counted.</param>
    /// <param name="argument">Valid as long as the image.</param>
    public bool TryGetArgument(int index, out ReadOnlySpan<byte> argument)
    {
        var rest = Arguments;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            argument = end < 0 ? rest : rest[..end];
            if (index-- == 0)
            {
                return true;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        argument = default;
        return false;
    }

    /// <summary>One more thread shows this image.</summary>
    public void Hold() => _holders++;

    /// <summary>One thread less; true when it was the last and the image is to be emptied.</summary>
    public bool LetGo()
    {
        Debug.Assert(_holders > 0, "let go as often as held");
        return --_holders == 0;
    }

    /// <summary>Gives the memory back; the image can be filled again.</summary>
    /// <param name="slabs">Where the memory came from.</param>
    public void Empty(TextSlabs slabs)
    {
        slabs.Forget(Environment);
        slabs.Return(_bytes);
        _bytes = [];
        if (_streams.Length > 0) slabs.Return(_streams);
        _streams = [];
        _streamsLength = 0;
        _exeLength = _argumentsLength = _commandLineLength = _exePathLength = _cwdLength = _commLength = 0;
        _environmentLength = 0;
        ArgumentsCount = 0;
        CapInheritable = CapPermitted = CapEffective = 0;
        ExeIno = ExeCtimeNs = ExeMtimeNs = FdLimit = PageFaultsMajor = PageFaultsMinor = 0;
        VmSizeKb = VmRssKb = VmSwapKb = 0;
        ExeFlags = 0;
    }

    private int EnvironmentStart =>
        _exeLength + _argumentsLength + _commandLineLength + _exePathLength + _cwdLength;

    private static Span<byte> Put(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination);
        return destination[text.Length..];
    }
}

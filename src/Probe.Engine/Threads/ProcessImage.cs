using System.Diagnostics;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// What one exec made of a process: command line, executable, capabilities and the like. Threads and forked children
/// share it by count, and the last to leave gives its memory back; so it never changes, and who changes directory or
/// capabilities gets another that shares the texts.
/// </summary>
internal sealed class ProcessImage
{
    private ImageTexts _texts = ImageTexts.None;
    private byte[] _cwd = [];
    private int _cwdLength;
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

    /// <inheritdoc cref="ImageTexts.Exe"/>
    public ReadOnlySpan<byte> Exe => _texts.Exe;

    /// <inheritdoc cref="ImageTexts.Arguments"/>
    public ReadOnlySpan<byte> Arguments => _texts.Arguments;

    /// <inheritdoc cref="ImageTexts.CommandLine"/>
    public ReadOnlySpan<byte> CommandLine => _texts.CommandLine;

    /// <inheritdoc cref="ImageTexts.JoinedArguments"/>
    public ReadOnlySpan<byte> JoinedArguments => _texts.JoinedArguments;

    /// <inheritdoc cref="ImageTexts.Comm"/>
    public ReadOnlySpan<byte> Comm => _texts.Comm;

    /// <inheritdoc cref="ImageTexts.ExePath"/>
    public ReadOnlySpan<byte> ExePath => _texts.ExePath;

    /// <inheritdoc cref="ImageTexts.Environment"/>
    public ReadOnlySpan<byte> Environment => _texts.Environment;

    /// <inheritdoc cref="ImageTexts.Streams"/>
    public ReadOnlySpan<byte> Streams => _texts.Streams;

    /// <inheritdoc cref="ImageTexts.ArgumentsCount"/>
    public int ArgumentsCount => _texts.ArgumentsCount;

    /// <summary>Working directory, with a slash at its end; empty when unknown.</summary>
    public ReadOnlySpan<byte> Cwd => _cwd.AsSpan(0, _cwdLength);

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
        Debug.Assert(_texts == ImageTexts.None, "the image was emptied before it was filled again");
        _texts = slabs.RentTexts();
        _texts.Fill(slabs, comm, exe, arguments, exePath, environment);
        Enter(slabs, cwd);
    }

    /// <summary>Takes over what the standard streams are. Once, behind <c>Fill</c>.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="streams">From <see cref="StandardStreams"/>.</param>
    public void SetStreams(TextSlabs slabs, ReadOnlySpan<byte> streams) => _texts.SetStreams(slabs, streams);

    /// <summary>Whether a directory, as the kernel names it, is the working directory.</summary>
    /// <param name="directory">Without a slash at its end, but for the root.</param>
    public bool IsIn(ReadOnlySpan<byte> directory)
    {
        var cwd = Cwd;
        return cwd.SequenceEqual(directory)
            || (cwd.Length == directory.Length + 1 && cwd.StartsWith(directory) && cwd[^1] == (byte)'/');
    }

    /// <summary>Takes over all of another image but the working directory; the texts are shared.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="other">The image.</param>
    /// <param name="cwd">Working directory; a slash at its end is put there if missing.</param>
    public void CopyFrom(TextSlabs slabs, ProcessImage other, ReadOnlySpan<byte> cwd)
    {
        Debug.Assert(_texts == ImageTexts.None, "the image was emptied before it was filled again");
        _texts = other._texts;
        _texts.Hold();
        Enter(slabs, cwd);
        CopyNumbers(other);
    }

    /// <summary>Takes over another image with what is kept of texts that are too long.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="other">The image.</param>
    /// <param name="bytesMax">Bytes of each text at most. Of a longer path nothing is kept.</param>
    public void CutFrom(TextSlabs slabs, ProcessImage other, int bytesMax)
    {
        Fill(
            slabs, other.Comm, Cut(other.Exe, bytesMax), Cut(other.Arguments, bytesMax),
            Whole(other.ExePath, bytesMax), Whole(other.Cwd, bytesMax), Cut(other.Environment, bytesMax));
        SetStreams(slabs, other.Streams);
        CopyNumbers(other);
    }

    /// <summary>Whether a text is longer than this.</summary>
    /// <param name="bytesMax">Bytes.</param>
    public bool Exceeds(int bytesMax) =>
        Math.Max(Exe.Length, Arguments.Length) > bytesMax || Math.Max(ExePath.Length, Cwd.Length) > bytesMax
        || Environment.Length > bytesMax;

    /// <summary>One of the arguments; false beyond the last.</summary>
    /// <param name="index">From 0; argv[0] is not counted.</param>
    /// <param name="argument">Valid as long as the image.</param>
    public bool TryGetArgument(int index, out ReadOnlySpan<byte> argument) =>
        _texts.TryGetArgument(index, out argument);

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
        slabs.Return(_texts);
        _texts = ImageTexts.None;
        slabs.Return(_cwd);
        _cwd = [];
        _cwdLength = 0;
        CapInheritable = CapPermitted = CapEffective = 0;
        ExeIno = ExeCtimeNs = ExeMtimeNs = FdLimit = PageFaultsMajor = PageFaultsMinor = 0;
        VmSizeKb = VmRssKb = VmSwapKb = 0;
        ExeFlags = 0;
    }

    private void Enter(TextSlabs slabs, ReadOnlySpan<byte> cwd)
    {
        bool slashMissing = !cwd.IsEmpty && !cwd.EndsWith((byte)'/');
        _cwdLength = cwd.Length + (slashMissing ? 1 : 0);
        _cwd = slabs.Rent(_cwdLength);
        cwd.CopyTo(_cwd);
        if (slashMissing) _cwd[cwd.Length] = (byte)'/';
    }

    private void CopyNumbers(ProcessImage other)
    {
        (CapInheritable, CapPermitted, CapEffective) =
            (other.CapInheritable, other.CapPermitted, other.CapEffective);
        (ExeIno, ExeCtimeNs, ExeMtimeNs, ExeFlags) =
            (other.ExeIno, other.ExeCtimeNs, other.ExeMtimeNs, other.ExeFlags);
        (FdLimit, PageFaultsMajor, PageFaultsMinor) = (other.FdLimit, other.PageFaultsMajor, other.PageFaultsMinor);
        (VmSizeKb, VmRssKb, VmSwapKb) = (other.VmSizeKb, other.VmRssKb, other.VmSwapKb);
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int bytesMax) =>
        text[..Math.Min(text.Length, bytesMax)];

    private static ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> path, int bytesMax) =>
        path.Length > bytesMax ? default : path;
}

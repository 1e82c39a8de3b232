using System.Diagnostics;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The texts of a <see cref="ProcessImage"/>, which are the most of it: shared by count among the images that differ in
/// working directory or capabilities alone. The command line is joined once here, since rules search it at every event
/// of the process.
/// </summary>
internal sealed class ImageTexts
{
    /// <summary>No texts.</summary>
    public static readonly ImageTexts None = new();

    private byte[] _bytes = [];
    private byte[] _streams = [];
    private int _streamsLength;
    private int _exeLength;
    private int _argumentsLength;
    private int _commandLineLength;
    private int _exePathLength;
    private int _commLength;
    private int _environmentLength;
    private int _holders;

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

    /// <summary>
    /// The environment at exec, each NUL terminated (the last perhaps not); empty when unknown. Of a large one perhaps
    /// only the start, see <see cref="TextSlabs.Kept"/>.
    /// </summary>
    public ReadOnlySpan<byte> Environment => _bytes.AsSpan(EnvironmentStart, _environmentLength);

    /// <summary>The standard streams at exec, as <see cref="StandardStreams"/> has them; empty when unknown.</summary>
    public ReadOnlySpan<byte> Streams => _streams.AsSpan(0, _streamsLength);

    /// <summary>How many arguments there are, argv[0] not counted.</summary>
    public int ArgumentsCount { get; private set; }

    /// <summary>Takes texts over into own memory; held once then.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="comm">The task's name.</param>
    /// <param name="exe">argv[0].</param>
    /// <param name="arguments">argv[1] and later, each NUL terminated (the last perhaps not).</param>
    /// <param name="exePath">The executable.</param>
    /// <param name="environment">Each NUL terminated (the last perhaps not).</param>
    public void Fill(
        TextSlabs slabs,
        ReadOnlySpan<byte> comm,
        ReadOnlySpan<byte> exe,
        ReadOnlySpan<byte> arguments,
        ReadOnlySpan<byte> exePath,
        ReadOnlySpan<byte> environment)
    {
        Debug.Assert(_bytes.Length == 0 && _holders == 0, "the texts were emptied before they were filled again");
        _holders = 1;
        environment = slabs.Kept(environment);
        bool terminated = arguments.EndsWith((byte)0);
        int joinedLength = terminated ? arguments.Length - 1 : arguments.Length;

        _exeLength = exe.Length;
        _argumentsLength = arguments.Length;
        _commLength = comm.Length;
        _commandLineLength = comm.Length + (arguments.IsEmpty ? 0 : 1 + joinedLength);
        _exePathLength = exePath.Length;
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

        Put(Put(rest, exePath), environment);
    }

    /// <summary>Takes over what the standard streams are. Once, behind <c>Fill</c>.</summary>
    /// <param name="slabs">Where the memory comes from.</param>
    /// <param name="streams">From <see cref="StandardStreams"/>.</param>
    public void SetStreams(TextSlabs slabs, ReadOnlySpan<byte> streams)
    {
        if (streams.IsEmpty) return;
        Debug.Assert(_streams.Length == 0 && this != None, "they are told once");
        _streams = slabs.Rent(streams.Length);
        _streamsLength = streams.Length;
        streams.CopyTo(_streams);
    }

    /// <summary>One of the arguments; false beyond the last.</summary>
    /// <param name="index">From 0; argv[0] is not counted.</param>
    /// <param name="argument">Valid as long as the texts.</param>
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

    /// <summary>One more image has these texts.</summary>
    public void Hold() => _holders++;

    /// <summary>One image less; true when it was the last and the memory went back.</summary>
    /// <param name="slabs">Where the memory came from.</param>
    public bool LetGo(TextSlabs slabs)
    {
        if (this == None || --_holders > 0) return false;
        Debug.Assert(_holders == 0, "let go as often as held");
        slabs.Forget(Environment);
        slabs.Return(_bytes);
        slabs.Return(_streams);
        _bytes = _streams = [];
        _streamsLength = _exeLength = _argumentsLength = _commandLineLength = 0;
        _exePathLength = _commLength = _environmentLength = 0;
        ArgumentsCount = 0;
        return true;
    }

    private int EnvironmentStart => _exeLength + _argumentsLength + _commandLineLength + _exePathLength;

    private static Span<byte> Put(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination);
        return destination[text.Length..];
    }
}

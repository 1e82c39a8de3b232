namespace KosmosProbe.Native;

/// <summary>
/// Runs of programs that the kernel skipped, because another run of the same program had been interrupted on that CPU.
/// Such a run reaches no counter of ours: whether it would have become an event, and of which type, nobody knows.
/// </summary>
public sealed class ProgramMisses
{
    private readonly BpfProgram[] _programs;

    internal ProgramMisses(IEnumerable<BpfProgram> programs)
    {
        _programs = [.. programs];
        Programs = [.. _programs.Select(static one => one.Name)];
    }

    /// <summary>The programs' names, in the order of the counts.</summary>
    public IReadOnlyList<string> Programs { get; }

    /// <summary>
    /// The counts of this moment, without allocating. One that the kernel does not give stays as it was.
    /// </summary>
    /// <param name="misses">As many as there are <see cref="Programs"/>. Lifetime of what is read: the probe's.</param>
    public void Count(Span<ulong> misses)
    {
        for (int i = 0; i < _programs.Length; i++)
        {
            if (_programs[i].TryRecursionMisses(out ulong count)) misses[i] = count;
        }
    }
}

using KosmosProbe.Native;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The programs on their way into the kernel, which walks them for longer than anything else of a start takes. So they
/// are the first thing that is begun, what needs no configuration even before that is read, and all else is done beside
/// them. Lifetime: the run's.
/// </summary>
internal sealed class ProgramLoading : IDisposable
{
    private readonly Task<OpenedPrograms> _opening =
        Task.Run(static () => OpenedPrograms.Open(), CancellationToken.None);
    private Task<LoadedPrograms>? _loading;

    /// <summary>Goes on into the kernel, where the run has the source syscall.</summary>
    /// <param name="options">The run's.</param>
    public void Load(ProbeOptions options)
    {
        if (!options.WatchesSyscalls) return;
        var settings = new ProgramSettings
        {
            RingBytes = options.RingBytes,
            Rings = options.Rings,
            DropFailed = options.DropFailed,
        };
        _loading = _opening.ContinueWith(
            opening => LoadedPrograms.Load(opening.GetAwaiter().GetResult(), settings), CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Waits for the programs; of a run that has the source syscall.</summary>
    /// <exception cref="BpfException">The kernel cannot, or refuses.</exception>
    public LoadedPrograms Wait() => _loading!.GetAwaiter().GetResult();

    /// <summary>Lets go of programs that no probe has taken over: it wants none, or the start failed.</summary>
    public void Dispose()
    {
        if (_loading is { } loading) LetGo(loading);
        else LetGo(_opening);
    }

    private static void LetGo<T>(Task<T> coming) where T : IDisposable => coming.ContinueWith(
        static come => come.Result.Dispose(), CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
}

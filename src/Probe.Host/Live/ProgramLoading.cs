using KosmosProbe.Native;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The programs on their way into the kernel, which walks them for longer than anything else of a start takes. So they
/// are the first thing that is begun, and all else is done beside them. Lifetime: the run's.
/// </summary>
/// <param name="options">The run's.</param>
internal sealed class ProgramLoading(ProbeOptions options) : IDisposable
{
    private readonly Task<LoadedPrograms>? _loading = options.WatchesSyscalls
        ? Task.Run(() => LoadedPrograms.Load(SettingsOf(options)), CancellationToken.None)
        : null;

    /// <summary>Waits for the programs; of a run that has the source syscall.</summary>
    /// <exception cref="BpfException">The kernel cannot, or refuses.</exception>
    public LoadedPrograms Wait() => _loading!.GetAwaiter().GetResult();

    /// <summary>Lets go of programs that no probe has taken over, as the start failed elsewhere.</summary>
    public void Dispose() => _loading?.ContinueWith(
        static loading => loading.Result.Dispose(), CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private static ProgramSettings SettingsOf(ProbeOptions options) =>
        new() { RingBytes = options.RingBytes, Rings = options.Rings, DropFailed = options.DropFailed };
}

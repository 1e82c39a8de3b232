using System.Runtime.InteropServices;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Live;
using KosmosProbe.Native;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Reloading;

/// <summary>Reads the configuration of a run, as often as asked; each time anew.</summary>
/// <param name="Read">Gives it, or throws <see cref="ProbeException"/>.</param>
internal sealed record ConfigSource(Func<LoadedConfig> Read);

/// <summary>
/// Reloads on SIGHUP and when files change, on a thread of its own beside the one that judges events. Told by the
/// kernel when something happens in a folder, it waits until the files come to rest, so that an update of several files
/// is seen whole. What the kernel does not tell (a network's file system) is found by looking now and then.
/// </summary>
internal sealed class ReloadService : IHostedService, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LitterMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(2);

    // How much longer each rest is than the one before, up to the last.
    private const int TidyGrowth = 4;

    private readonly ILogger _log;
    private readonly Func<Reloader> _reloader;
    private readonly FolderChanges _changes = new();
    private readonly ImagePages _images = new(AppContext.BaseDirectory);
    private readonly PosixSignalRegistration _signal;
    private Thread? _thread;
    private volatile bool _asked;
    private volatile bool _stopping;
    private string? _notWatched;
    private TimeSpan _tidyRest;
    private long _tidyAtMs;

    /// <summary>Takes SIGHUP from now on, which would end a process that does not: also while it starts.</summary>
    /// <param name="config">The configuration that the run is started with.</param>
    /// <param name="source">Reads it anew.</param>
    /// <param name="probe">What reloads are for; started before and stopped after this.</param>
    /// <param name="state">Where reloads are noted.</param>
    /// <param name="messages">What was told at the start.</param>
    /// <param name="log">Where reloads are told.</param>
    public ReloadService(
        LoadedConfig config,
        ConfigSource source,
        ProbeService probe,
        ReloadState state,
        LoadMessages messages,
        ILogger<ReloadService> log)
    {
        _log = log;
        _reloader = () => new Reloader(config, probe.TakeStartFiles(), source.Read, probe.Use, state, messages, log);
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        TidyAfter(LitterMax);
        _thread = new Thread(Run) { Name = "reload", IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A reload that has begun ends first: it uses what stops next.
        _stopping = true;
        _changes.Wake();
        _thread?.Join();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal.Dispose();
        _changes.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _asked = true;
        _changes.Wake();
    }

    private void Run()
    {
        var reloader = _reloader();
        var streams = reloader.Paths.Streams.ToList();
        if (streams.Count > 0) _log.ReloadImpossible(string.Join(", ", streams));
        Watch(reloader);

        // Lets go of nothing yet: it learns which images are there.
        _images.GiveBack();
        while (!_stopping)
        {
            if (_asked)
            {
                _asked = false;
                Reload(reloader.Reload, reloader);
            }
            else if (streams.Count == 0 && reloader.Watches && reloader.SeesChange)
            {
                long end = Environment.TickCount64 + (long)RestMax.TotalMilliseconds;
                Settling.Await(
                    () => _changes.Wait(Rest),
                    reloader.Paths.Look,
                    () => _stopping || _asked || Environment.TickCount64 >= end);
                Reload(reloader.ReloadIfNew, reloader);
            }
            else
            {
                _changes.Wait(LookEvery);
                Tidy();
            }
        }
    }

    private void Reload(Func<bool> load, Reloader reloader)
    {
        if (_stopping) return;
        if (load()) TidyAfter(LitterMax);
        Watch(reloader);
    }

    // Watched first and looked at afterwards, so that nothing falls between the two.
    private void Watch(Reloader reloader)
    {
        string? reason = _changes.Watch(reloader.Paths.Folders());
        if (reason is not null && reason != _notWatched) _log.ReloadWatchesSlowly(reason, LookEvery.TotalSeconds);
        _notWatched = reason;
    }

    private void TidyAfter(TimeSpan rest)
    {
        _tidyRest = rest;
        _tidyAtMs = Environment.TickCount64 + (long)rest.TotalMilliseconds;
    }

    // The event thread allocates nothing, so on a calm node what loading needed would stay in memory for good. Without
    // giving pages back, 100 reloads left 16 MB more than a start; so they leave less. Health checks and metrics leave
    // some MB each few minutes, which the collector would keep as room. Events wait in the ring for it. The first times
    // follow soon on each other: what ran only at the start goes at once, what ran while the first events came then.
    private void Tidy()
    {
        if (Environment.TickCount64 < _tidyAtMs) return;
        var rest = _tidyRest * TidyGrowth;
        TidyAfter(rest < TidyEvery ? rest : TidyEvery);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ProcessMemory.GiveBack();
        _images.GiveBack();
    }
}

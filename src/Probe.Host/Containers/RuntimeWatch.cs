using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Containers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Knows the node's container runtimes and answers the event thread's questions: the bundle's word at once, a runtime's
/// as soon as one has it, and after half a second that nobody knows. All waiting is done here.
/// </summary>
internal sealed class RuntimeWatch : IHostedService, IDisposable
{
    private const int AtOnceMax = 32;
    private const int RetryingMax = 1024;
    private const int ConnectionsMax = 64;
    private const int IdLength = 64;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NamesPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ScanPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly RuntimeOptions _options;
    private readonly ContainerExchange _exchange;
    private readonly ILogger _log;
    private readonly BundleStore _bundles;
    private readonly ContainerNameFiles _names;
    private readonly AnswerBox _box;
    private readonly SemaphoreSlim _slots = new(AtOnceMax);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly Thread _thread;
    private RuntimeConnection[] _connections = [];
    private Task _scan = Task.CompletedTask;
    private int _retrying;
    private bool _isDisposed;

    /// <summary>Nothing is asked before it is started.</summary>
    /// <param name="options">Which runtimes.</param>
    /// <param name="exchange">Where questions come from and answers go.</param>
    /// <param name="log">Where changes of state are told.</param>
    public RuntimeWatch(RuntimeOptions options, ContainerExchange exchange, ILogger<RuntimeWatch> log)
    {
        (_options, _exchange, _log) = (options, exchange, log);
        _bundles = new BundleStore(options.Bundles ?? BundleFolders.Usual(options.HostRoot, options.Sockets));
        _names = new ContainerNameFiles(options.HostRoot, ContainerNameFiles.UsualLookMax);
        _box = new AnswerBox(exchange);
        _thread = new Thread(Dispatch) { Name = "runtimes", IsBackground = true };
    }

    /// <summary>The runtimes, in the order of their sockets; those of users as they come.</summary>
    public IReadOnlyList<RuntimeConnection> Connections => Volatile.Read(ref _connections);

    /// <summary>Answers that found no room in the exchange.</summary>
    public long DroppedAnswers => _box.Dropped;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Scan();
        _scan = ScanAgainAsync();
        _running.Add(Task.Run(RefreshNamesAsync, CancellationToken.None));
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _thread.Join(StopMax);
        await Task.WhenAll([_scan, .. _running]).WaitAsync(StopMax, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // As a service and as itself it is disposed of twice. A start that failed is not stopped before; the thread
        // must be gone before what it waits for is.
        if (_isDisposed) return;
        _isDisposed = true;
        _stop.Cancel();
        if (_thread.IsAlive) _thread.Join(StopMax);
        _stop.Dispose();
        _slots.Dispose();
    }

    // Users' podman sockets come and go with their sessions; a connection waits for its socket by itself.
    private void Scan()
    {
        foreach (var socket in _options.Sockets)
        {
            foreach (var place in socket.Places(_options.HostRoot))
            {
                if (_connections.Length >= ConnectionsMax || _connections.Any(c => c.Socket == place.Path)) continue;
                var connection = new RuntimeConnection(place, _options, _bundles, _names, _box, _log);
                Volatile.Write(ref _connections, [.. _connections, connection]);
                _running.Add(Task.Run(() => connection.RunAsync(_stop.Token)));
            }
        }
    }

    private async Task ScanAgainAsync()
    {
        // A run that ends at once, over its rules for example, has more important things to say.
        await Task.Delay(FirstLook, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stop.IsCancellationRequested
            && _connections.All(static connection => UnixSocket.Identity(connection.Socket) is null))
        {
            _log.RuntimeNone(string.Join(", ", _options.Sockets.Select(socket => _options.HostRoot + socket.Path)));
        }

        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(ScanPause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested) Scan();
        }
    }

    // Files of containers change seldom, and their names may be a second old.
    private async Task RefreshNamesAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(NamesPause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested) await _names.RefreshAsync();
        }
    }

    private void Dispatch()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (!_exchange.WaitForRequest(WaitMax) || !_slots.Wait(WaitMax)) continue;
            if (_exchange.TryTakeRequest(out var request))
            {
                _ = Task.Run(() => AnswerAsync(request));
            }
            else
            {
                _slots.Release();
            }
        }
    }

    private async Task AnswerAsync(ContainerRequest request)
    {
        string id = Encoding.UTF8.GetString(request.FullId);
        try
        {
            await _box.PostAsync(await FindAsync(request, id), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The probe ends; nobody reads answers any more.
        }
        catch (Exception e)
        {
            // A fault of the probe's own in one answer must not silence the others, nor be silent itself.
            _log.RuntimeAnswerFailed(e, id);
            _exchange.Answer(ContainerAnswer.Unknown(request.FullId));
        }
        finally
        {
            if (!_stop.IsCancellationRequested) _slots.Release();
        }
    }

    private async Task<ContainerAnswer> FindAsync(ContainerRequest request, string id)
    {
        Bundle? bundle = null;
        string cgroup = Encoding.UTF8.GetString(request.CgroupPath);
        bool isHeard = false;
        while (true)
        {
            if (bundle is null && (bundle = _bundles.Find(id)) is not null)
            {
                await _names.FillAsync(bundle.Details, cgroup);
                await _box.PostAsync(ContainerAnswer.Partial(_options.Describe(bundle.Details)), _stop.Token);
            }

            // What has another form may be any group of the node: only a bundle proves it a container's, and that is
            // there before the group.
            if (bundle is null && !IsRuntimesId(id)) return ContainerAnswer.Unknown(request.FullId);
            var rest = _options.AnswerTimeout - Stopwatch.GetElapsedTime(request.AskedAt);
            var result = rest > TimeSpan.Zero
                ? await AskAllAsync(new ContainerQuery(id, bundle, cgroup), rest)
                : FindResult.Unheard;
            if (result.Details is { } details)
            {
                bundle?.Complete(details);
                await _names.FillAsync(details, cgroup);
                return ContainerAnswer.Known(_options.Describe(details));
            }

            isHeard |= !result.IsUnheard;

            // What CRI did not make it will not know in a while either; and who asks again will do so once more.
            // Where no runtime answers at present nobody waits: the bundle names container, image and pod. A bundle is
            // there before the group: without one, a group in another container's was made by that one.
            bool isFinal = (request.IsNested && bundle is null) || Volatile.Read(ref _retrying) >= RetryingMax
                || !result.MayKnowLater || bundle is { IsCri: false } || (bundle is not null && result.IsDown)
                || request.Cause == ContainerRequestCause.AskedAgain;
            if (isFinal || Stopwatch.GetElapsedTime(request.AskedAt) + _options.RetryDelay > _options.AnswerTimeout)
            {
                if (bundle is not null) return OfBundle(bundle, isHeard);
                return isHeard
                    ? ContainerAnswer.Unknown(request.FullId)
                    : ContainerAnswer.Unheard(request.FullId);
            }

            await PauseAsync();
        }
    }

    // Meanwhile others are asked for: containers that nobody knows are not to delay those that somebody does.
    private async Task PauseAsync()
    {
        _slots.Release();
        Interlocked.Increment(ref _retrying);
        await Task.Delay(_options.RetryDelay, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _retrying);
        await _slots.WaitAsync(_stop.Token);
    }

    // Who was heard and does not know it, as docker knows no container of ctr, will not know it later.
    private ContainerAnswer OfBundle(Bundle bundle, bool isHeard)
    {
        var info = _options.Describe(bundle.Details);
        return isHeard ? ContainerAnswer.Known(info) : ContainerAnswer.OfBundle(info);
    }

    private static bool IsRuntimesId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    // A container that CRI made is known to CRI alone, and one whose bundle is the node's to no user's runtime.
    private static bool MayKnow(RuntimeConnection connection, ContainerQuery query) => query.Bundle switch
    {
        null => true,
        { IsCri: true } => connection.Kind == RuntimeKind.Cri,
        _ => !connection.IsOfUser,
    };

    // All are asked together, so that one that hangs delays nobody; the first that knows wins.
    private async Task<FindResult> AskAllAsync(ContainerQuery query, TimeSpan timeout)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        answered.CancelAfter(timeout);
        var asked = Connections.Where(connection => MayKnow(connection, query))
            .Select(connection => connection.FindAsync(query, answered.Token))
            .ToList();
        bool mayKnowLater = false;
        bool isUnheard = false;
        bool isDown = true;
        await foreach (var task in Task.WhenEach(asked))
        {
            var result = await task;
            if (result.Details is not null)
            {
                await answered.CancelAsync();
                return result;
            }

            mayKnowLater |= result.MayKnowLater;
            isUnheard |= result.IsUnheard;
            isDown &= result.IsDown;
        }

        return new FindResult(null, mayKnowLater, isUnheard, isDown);
    }
}

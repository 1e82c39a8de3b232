using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using KosmosProbe.Engine.Containers;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// One socket and the runtime behind it: greets it, lists what runs, follows its events, answers for it, and tells when
/// its state changes. A runtime that hangs or fails is left alone for a while, and nobody waits for it meanwhile.
/// </summary>
internal sealed class RuntimeConnection(
    RuntimePlace place, RuntimeOptions options, BundleStore bundles, ContainerNameFiles names, AnswerBox box,
    ILogger log)
{
    // One slow answer on a busy node is no hang.
    private const int TimeoutsMax = 2;

    // The first request of a process compiles what later ones use.
    private static readonly TimeSpan GreetTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(5);

    // Who has been well for this long has recovered; before, the next failure goes on where the last one was.
    private static readonly TimeSpan WellAgain = TimeSpan.FromSeconds(30);

    // A socket that goes with a runtime's restart is back by then; another may never come.
    private static readonly TimeSpan SoonBack = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private IContainerRuntime? _runtime;
    private CancellationTokenSource? _session;
    private RuntimeState _state;
    private int _timeouts;

    /// <summary>What speaks there.</summary>
    public RuntimeKind Kind => place.Kind;

    /// <summary>Path of the socket.</summary>
    public string Socket => place.Path;

    /// <summary>Whether it is a user's own, and not the node's.</summary>
    public bool IsOfUser => place.UserSlice is not null;

    /// <summary>How it is doing.</summary>
    public RuntimeState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>What became of the requests.</summary>
    public RuntimeCounters Counters { get; } = new();

    /// <summary>Keeps the connection until cancelled.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = options.BackoffMin;
        long seenMs = Environment.TickCount64;
        while (!stop.IsCancellationRequested)
        {
            string? life = UnixSocket.Identity(place.Path);
            if (life is null)
            {
                Change(RuntimeState.Absent, "its socket is gone");
                bool isSoonBack = Environment.TickCount64 - seenMs < SoonBack.TotalMilliseconds;
                await Pause(isSoonBack ? options.SocketPoll : options.AbsentSocketPoll, stop);
                continue;
            }

            Change(RuntimeState.Connecting, "");
            long start = Environment.TickCount64;
            await SessionAsync(stop);
            pause = Environment.TickCount64 - start > WellAgain.TotalMilliseconds ? options.BackoffMin : pause;
            await WaitForChangeAsync(life, pause, stop);
            seenMs = Environment.TickCount64;
            pause = pause * 2 > options.BackoffMax ? options.BackoffMax : pause * 2;
        }
    }

    /// <summary>Asks for a container, if the runtime is well.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancel">Ends the wait without blame: another runtime answered, or there is no time left.</param>
    public async Task<FindResult> FindAsync(ContainerQuery query, CancellationToken cancel)
    {
        if (!place.MayTellOf(query.CgroupPath)) return FindResult.Nobody;
        IContainerRuntime? runtime;
        lock (_lock)
        {
            if (_state == RuntimeState.Absent) return FindResult.Nobody;
            if (_state is RuntimeState.Hanging or RuntimeState.Failing) return FindResult.Down;
            if (_state != RuntimeState.Ready || _runtime is null) return FindResult.Unheard;
            runtime = _runtime;
        }

        Counters.CountAsked();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(options.RequestTimeout);
        try
        {
            var details = await runtime.FindAsync(query, timeout.Token);
            Interlocked.Exchange(ref _timeouts, 0);
            if (details is null) return FindResult.NotYet;
            Counters.CountFound();
            return new FindResult(details, MayKnowLater: false);
        }
        catch (Exception e) when (RuntimeFailure.IsExpected(e) || e is ObjectDisposedException)
        {
            if (!cancel.IsCancellationRequested) Blame(runtime, e, timeout.IsCancellationRequested);
            return IsRefusal(e) && !timeout.IsCancellationRequested ? FindResult.NotYet : FindResult.Unheard;
        }
        catch (Exception e)
        {
            // A fault of the probe's own over one container must not end the connection, nor be silent.
            log.RuntimeAnswerFailed(e, query.Id);
            Counters.CountRefused();
            return FindResult.Nobody;
        }
    }

    private async Task SessionAsync(CancellationToken stop)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using IContainerRuntime runtime = place.Kind == RuntimeKind.Cri
            ? new CriRuntime(place.Path)
            : new DockerRuntime(place.Path, place.Kind);
        try
        {
            await InTimeAsync(runtime.GreetAsync, GreetTimeout, session.Token);
            lock (_lock) (_runtime, _session, _timeouts) = (runtime, session, 0);
            Change(RuntimeState.Ready, runtime.Title);
            bool isFollowed = place.UserSlice is null && await TellAllAsync(runtime, session.Token);
            if (!isFollowed) await GreetAgainAsync(runtime, session.Token);
            Change(RuntimeState.Failing, "it ended the connection");
        }
        catch (TimeoutException)
        {
            Change(RuntimeState.Hanging, "no answer in time");
        }
        catch (Exception e) when (RuntimeFailure.IsExpected(e))
        {
            // A session that was ended by a request's failure has its state already.
            if (!session.IsCancellationRequested) Change(RuntimeState.Failing, RuntimeFailure.Describe(e));
        }
        catch (Exception e)
        {
            // The probe's own fault: without another session nobody would be asked here any more.
            log.RuntimeFaulted(e, place.Path);
            Change(RuntimeState.Failing, "the probe's own fault");
        }
        finally
        {
            lock (_lock) (_runtime, _session) = (null, null);
        }
    }

    // False when there is no event stream.
    private async Task<bool> TellAllAsync(IContainerRuntime runtime, CancellationToken cancel)
    {
        await ListAsync(runtime, cancel);
        return await FollowAsync(runtime, cancel);
    }

    // Where there is no event stream, or none to be believed, a greeting now and then shows that somebody is there.
    private async Task GreetAgainAsync(IContainerRuntime runtime, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(options.HealthPoll, cancel);
            await InTimeAsync(runtime.GreetAsync, GreetTimeout, cancel);
        }
    }

    private async Task ListAsync(IContainerRuntime runtime, CancellationToken cancel)
    {
        IReadOnlyList<string> ids = [];
        await InTimeAsync(async token => ids = await runtime.ListAsync(token), ListTimeout, cancel);
        foreach (string id in ids)
        {
            await TellAsync(id, cancel);
        }
    }

    private async Task<bool> FollowAsync(IContainerRuntime runtime, CancellationToken cancel)
    {
        bool any = false;
        await foreach (var change in runtime.WatchAsync(cancel))
        {
            any = true;
            if (change.IsRemoval)
            {
                await box.PostAsync(ContainerAnswer.Gone(Encoding.UTF8.GetBytes(change.Id)), cancel);
            }
            else
            {
                await TellAsync(change.Id, cancel);
            }
        }

        return any;
    }

    private async Task TellAsync(string id, CancellationToken cancel)
    {
        var bundle = bundles.Find(id);
        var found = await FindAsync(new ContainerQuery(id, bundle), cancel);
        cancel.ThrowIfCancellationRequested();
        if (found.Details is not { } details) return;
        bundle?.Complete(details);
        await names.FillAsync(details);
        await box.PostAsync(ContainerAnswer.Known(options.Describe(details)), cancel);
    }

    private void Blame(IContainerRuntime runtime, Exception e, bool timedOut)
    {
        if (timedOut)
        {
            Counters.CountTimedOut();
            if (Interlocked.Increment(ref _timeouts) < TimeoutsMax) return;
        }
        else if (IsRefusal(e))
        {
            // What is wrong with one container's answer says nothing of the next.
            Counters.CountRefused();
            return;
        }
        else
        {
            Counters.CountFailed();
        }

        lock (_lock)
        {
            if (_runtime != runtime) return;
            _session?.Cancel();
            _runtime = null;
        }

        Change(timedOut ? RuntimeState.Hanging : RuntimeState.Failing,
            timedOut ? "no answer in time" : RuntimeFailure.Describe(e));
    }

    private static bool IsRefusal(Exception e) =>
        e is InvalidDataException or JsonException
        || e is HttpRequestException { StatusCode: not null }
        || e is RpcException { Status.DebugException: InvalidProtocolBufferException }
        || e is RpcException { StatusCode: not (StatusCode.Unavailable or StatusCode.Cancelled) };

    private void Change(RuntimeState state, string what)
    {
        lock (_lock)
        {
            if (_state == state) return;
            var before = _state;
            _state = state;

            // Who comes to life says so when it answers.
            if (state == RuntimeState.Connecting)
            {
                _state = before is RuntimeState.Hanging or RuntimeState.Failing ? before : state;
                return;
            }
        }

        if (state == RuntimeState.Ready)
        {
            log.RuntimeReady(place.Path, what);
        }
        else
        {
            log.RuntimeLost(place.Path, state, what);
        }
    }

    private static async Task InTimeAsync(
        Func<CancellationToken, Task> ask, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await ask(limit.Token);
        }
        catch (Exception e) when (
            e is OperationCanceledException or RpcException
            && limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException(null, e);
        }
    }

    // A runtime that starts makes its socket anew: that ends the wait.
    private async Task WaitForChangeAsync(string life, TimeSpan pause, CancellationToken stop)
    {
        long end = Environment.TickCount64 + (long)pause.TotalMilliseconds;
        while (!stop.IsCancellationRequested && Environment.TickCount64 < end
            && UnixSocket.Identity(place.Path) == life)
        {
            var rest = TimeSpan.FromMilliseconds(Math.Max(1, end - Environment.TickCount64));
            await Pause(rest < options.SocketPoll ? rest : options.SocketPoll, stop);
        }
    }

    private static async Task Pause(TimeSpan pause, CancellationToken stop) =>
        await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

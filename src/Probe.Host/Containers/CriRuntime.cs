using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers.Cri;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// A runtime that speaks CRI v1. An answer about another id than the asked one is refused: runtimes take shortened ids,
/// and one that lies must not put its names on somebody else's container.
/// </summary>
internal sealed class CriRuntime : IContainerRuntime
{
    // As the kubelet takes at most: a list of all containers of a full node.
    private const int AnswerBytesMax = 16 << 20;

    // Runtimes take the start of an id for the id; real ones are hex digits.
    private const string NobodysId = "kosmos-probe";

    private readonly GrpcChannel _channel;
    private readonly RuntimeService.RuntimeServiceClient _client;
    private readonly ContainerdContainers _containerd;
    private string _type = "cri";
    private bool _hasCri = true;

    /// <summary>Connects when it is first asked.</summary>
    /// <param name="socket">Path of the socket.</param>
    public CriRuntime(string socket)
    {
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = UnixSocket.Handler(socket),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = AnswerBytesMax,
        });
        _client = new RuntimeService.RuntimeServiceClient(_channel);
        _containerd = new ContainerdContainers(_channel);
    }

    /// <inheritdoc/>
    public string Title { get; private set; } = "CRI";

    /// <inheritdoc/>
    public async Task GreetAsync(CancellationToken cancel)
    {
        var version = await TryVersionAsync(cancel);
        _hasCri = version is not null;
        if (version is null)
        {
            // docker's own containerd has CRI switched off; its list of containers is there all the same.
            Title = "containerd without CRI";
            _type = "containerd";
            return;
        }

        Title = $"{version.RuntimeName} {version.RuntimeVersion}";
        _type = version.RuntimeName is "containerd" or "cri-o" ? version.RuntimeName : "cri";

        // What this compiles need not be compiled while the first container waits for its name.
        await FindAsync(new ContainerQuery(NobodysId), cancel);
    }

    /// <inheritdoc/>
    public async Task<ContainerDetails?> FindAsync(ContainerQuery query, CancellationToken cancel)
    {
        switch (query.Bundle)
        {
            case { IsCri: false, Namespace: { } scope } bundle when _type == "containerd":
                return await _containerd.FindAsync(bundle, scope, cancel);
            case var _ when !_hasCri:
                return null;
            case { Details.IsSandbox: true }:
                return await FindSandboxAsync(query.Id, cancel);
        }

        // The bundle names the sandbox: both questions go out together.
        var early = query.Bundle?.Details.SandboxId is { } named ? PodAsync(named, cancel) : null;
        var answer = await KnownAsync(_client.ContainerStatusAsync(
            new ContainerStatusRequest { ContainerId = query.Id, Verbose = true }, cancellationToken: cancel));
        if (answer?.Status is null)
        {
            if (early is not null) await early;
            return answer is null ? await FindSandboxAsync(query.Id, cancel) : null;
        }

        Demand(answer.Status.Id, query.Id);
        var info = new VerboseInfo(answer.Info);
        var sandbox = early ?? await SandboxOfAsync(query.Id, info, cancel);
        return CriDetails.OfContainer(answer, info, _type, await sandbox);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        if (!_hasCri) return [];
        var sandboxes = await _client.ListPodSandboxAsync(new ListPodSandboxRequest(), cancellationToken: cancel);
        var containers = await _client.ListContainersAsync(new ListContainersRequest(), cancellationToken: cancel);
        return
        [
            .. sandboxes.Items.Where(static one => one.State == PodSandboxState.SandboxReady).Select(static s => s.Id),
            .. containers.Containers
                .Where(static one => one.State is ContainerState.ContainerCreated or ContainerState.ContainerRunning)
                .Select(static one => one.Id),
        ];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeChange> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var call = _client.GetContainerEvents(new GetEventsRequest(), cancellationToken: cancel);
        var stream = call.ResponseStream;
        while (await NextAsync(stream, cancel))
        {
            var change = stream.Current;
            if (change.ContainerEventType != ContainerEventType.ContainerStoppedEvent)
            {
                bool isRemoval = change.ContainerEventType == ContainerEventType.ContainerDeletedEvent;
                yield return new RuntimeChange(change.ContainerId, isRemoval);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    // containerd before 1.7 has no such stream, and CRI-O has it only when told so.
    private static async Task<bool> NextAsync(
        IAsyncStreamReader<ContainerEventResponse> stream, CancellationToken cancel)
    {
        try
        {
            return await stream.MoveNext(cancel);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            return false;
        }
    }

    private async Task<VersionResponse?> TryVersionAsync(CancellationToken cancel)
    {
        try
        {
            return await _client.VersionAsync(new VersionRequest(), cancellationToken: cancel);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented)
        {
            return null;
        }
    }

    private async Task<ContainerDetails?> FindSandboxAsync(string id, CancellationToken cancel) =>
        await SandboxAsync(id, isVerbose: true, cancel) is { } sandbox ? CriDetails.OfSandbox(sandbox, _type) : null;

    // Of a container's pod only CRI-O has more to tell, the network plugin's answer; containerd takes time for it.
    private Task<PodSandboxStatusResponse?> PodAsync(string id, CancellationToken cancel) =>
        SandboxAsync(id, isVerbose: _type != "containerd", cancel);

    private async Task<PodSandboxStatusResponse?> SandboxAsync(string id, bool isVerbose, CancellationToken cancel)
    {
        var answer = await KnownAsync(_client.PodSandboxStatusAsync(
            new PodSandboxStatusRequest { PodSandboxId = id, Verbose = isVerbose }, cancellationToken: cancel));
        if (answer?.Status is null) return null;
        Demand(answer.Status.Id, id);
        return answer;
    }

    // A runtime that is not verbose still lists the container with its sandbox.
    private async Task<Task<PodSandboxStatusResponse?>> SandboxOfAsync(
        string id, VerboseInfo info, CancellationToken cancel)
    {
        string? sandbox = info.SandboxId;
        if (string.IsNullOrEmpty(sandbox))
        {
            var list = await _client.ListContainersAsync(
                new ListContainersRequest { Filter = new ContainerFilter { Id = id } }, cancellationToken: cancel);
            sandbox = list.Containers.FirstOrDefault(one => one.Id == id)?.PodSandboxId;
        }

        return string.IsNullOrEmpty(sandbox)
            ? Task.FromResult<PodSandboxStatusResponse?>(null)
            : PodAsync(sandbox, cancel);
    }

    private static async Task<T?> KnownAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        using (call)
        {
            try
            {
                return await call.ResponseAsync;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
            {
                return null;
            }
        }
    }

    private static void Demand(string found, string asked)
    {
        if (found != asked) throw new InvalidDataException($"asked for {asked}, it answered about '{found}'");
    }
}

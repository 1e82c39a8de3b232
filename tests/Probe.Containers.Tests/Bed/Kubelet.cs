using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Containers.Cri;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>Makes pods and containers over CRI, as a kubelet does.</summary>
internal sealed class Kubelet : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly List<string> _pods = [];
    private readonly List<string> _groups = [];
    private readonly string _logs;
    private int _number;

    internal Kubelet(string socket, string logs)
    {
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = UnixSocket.Handler(socket),
            DisposeHttpClient = true,
        });
        _invoker = _channel.CreateCallInvoker();
        _logs = logs;
    }

    /// <summary>A pod's description that shares the node's network, which needs no plugin.</summary>
    internal PodSandboxConfig Pod(string name, NamespaceMode network = NamespaceMode.Node)
    {
        string uid = Guid.NewGuid().ToString();
        lock (_groups) _groups.Add($"/kubepods/burstable/pod{uid}");
        string logs = Path.Combine(_logs, uid);
        Directory.CreateDirectory(logs);
        return new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = name,
                Namespace = "kosmos-agents",
                Uid = uid,
                Attempt = (uint)Interlocked.Increment(ref _number),
            },
            Hostname = network == NamespaceMode.Node ? "" : name,
            LogDirectory = logs,
            Labels =
            {
                ["app"] = name,
                ["io.kubernetes.pod.name"] = name,
                ["io.kubernetes.pod.namespace"] = "kosmos-agents",
                ["io.kubernetes.pod.uid"] = uid,
            },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = $"/kubepods/burstable/pod{uid}",
                SecurityContext = new LinuxSandboxSecurityContext
                {
                    NamespaceOptions = new NamespaceOption { Network = network, Pid = NamespaceMode.Container },
                    Privileged = true,
                },
            },
        };
    }

    /// <summary>A container's description; without a command it sleeps.</summary>
    internal static ContainerConfig Container(PodSandboxConfig pod, string name, string image, params string[] command)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = name },
            Image = new ImageSpec { Image = image },
            LogPath = $"{name}.log",
            Labels =
            {
                ["io.kubernetes.container.name"] = name,
                ["io.kubernetes.pod.name"] = pod.Metadata.Name,
                ["io.kubernetes.pod.namespace"] = pod.Metadata.Namespace,
                ["io.kubernetes.pod.uid"] = pod.Metadata.Uid,
            },
            Linux = new LinuxContainerConfig
            {
                SecurityContext = new LinuxContainerSecurityContext
                {
                    NamespaceOptions = pod.Linux.SecurityContext.NamespaceOptions.Clone(),
                },
            },
        };
        config.Command.AddRange(command);
        return config;
    }

    internal async Task<string> RunPodAsync(PodSandboxConfig pod)
    {
        var answer = await CallAsync("RunPodSandbox", new RunPodSandboxRequest { Config = pod },
            RunPodSandboxResponse.Parser);
        lock (_pods) _pods.Add(answer.PodSandboxId);
        return answer.PodSandboxId;
    }

    internal async Task<string> CreateAsync(string podId, PodSandboxConfig pod, ContainerConfig container)
    {
        var request = new CreateContainerRequest { PodSandboxId = podId, Config = container, SandboxConfig = pod };
        return (await CallAsync("CreateContainer", request, CreateContainerResponse.Parser)).ContainerId;
    }

    internal Task StartAsync(string id) =>
        CallAsync("StartContainer", new ContainerRequest { ContainerId = id }, EmptyResponse.Parser);

    internal Task StopAsync(string id) =>
        CallAsync("StopContainer", new ContainerRequest { ContainerId = id, Timeout = 0 }, EmptyResponse.Parser);

    internal Task RemoveAsync(string id) =>
        CallAsync("RemoveContainer", new ContainerRequest { ContainerId = id }, EmptyResponse.Parser);

    internal Task<ExecSyncResponse> ExecAsync(string id, params string[] command) =>
        CallAsync("ExecSync", new ExecSyncRequest { ContainerId = id, Cmd = { command }, Timeout = 30 },
            ExecSyncResponse.Parser);

    /// <summary>Waits until a container has ended by itself.</summary>
    internal async Task UntilEndedAsync(string id)
    {
        var request = new ContainerStatusRequest { ContainerId = id };
        for (long end = Environment.TickCount64 + (long)ProbeRun.Patience.TotalMilliseconds; ; await Task.Delay(10))
        {
            var answer = await CallAsync("ContainerStatus", request, ContainerStatusResponse.Parser);
            if (answer.Status.State == ContainerState.ContainerExited) return;
            Assert.True(Environment.TickCount64 < end, $"{id} does not end: {answer.Status.State}");
        }
    }

    /// <summary>Creates and starts a container.</summary>
    internal async Task<string> RunAsync(string podId, PodSandboxConfig pod, ContainerConfig container)
    {
        string id = await CreateAsync(podId, pod, container);
        await StartAsync(id);
        return id;
    }

    internal async Task RemovePodAsync(string id)
    {
        var request = new PodSandboxRequest { PodSandboxId = id };
        await CallAsync("StopPodSandbox", request, EmptyResponse.Parser);
        await CallAsync("RemovePodSandbox", request, EmptyResponse.Parser);
        lock (_pods) _pods.Remove(id);
    }

    /// <summary>Removes every pod that is left, with its containers.</summary>
    internal async Task RemoveAllAsync()
    {
        string[] left;
        lock (_pods) left = [.. _pods];
        foreach (string pod in left)
        {
            await RemovePodAsync(pod);
        }

        lock (_groups) BedRemains.RemoveGroups([.. _groups, "/kubepods/burstable", "/kubepods"]);
    }

    public void Dispose() => _channel.Dispose();

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string name, TRequest request, MessageParser<TAnswer> parser)
        where TRequest : class, IMessage<TRequest>
        where TAnswer : class, IMessage<TAnswer>
    {
        var method = new Method<TRequest, TAnswer>(
            MethodType.Unary, "runtime.v1.RuntimeService", name,
            Marshallers.Create<TRequest>(
                static message => message.ToByteArray(), static _ => throw new NotSupportedException()),
            Marshallers.Create<TAnswer>(static _ => throw new NotSupportedException(), parser.ParseFrom));
        var options = new CallOptions(deadline: DateTime.UtcNow + ProbeRun.Patience);
        using var call = _invoker.AsyncUnaryCall(method, null, options, request);
        return await call.ResponseAsync;
    }
}

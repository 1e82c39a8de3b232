using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using KosmosProbe.Host.Containers.Cri;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KosmosProbe.Containers.Tests;

/// <summary>
/// A CRI runtime that says what a test tells it to: gRPC's frames by hand, so that it can also say what no real one
/// would, as slowly as the test likes.
/// </summary>
internal sealed class FakeCri : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private readonly Channel<ContainerEventResponse> _events = Channel.CreateUnbounded<ContainerEventResponse>();
    private FakeSocket? _socket;

    /// <summary>Answers to ContainerStatus, by id; bytes, so that they can be nonsense.</summary>
    internal ConcurrentDictionary<string, byte[]> Containers { get; } = [];

    /// <summary>Answers to PodSandboxStatus, by id.</summary>
    internal ConcurrentDictionary<string, byte[]> Sandboxes { get; } = [];

    /// <summary>How long each answer about a container takes.</summary>
    internal TimeSpan Delay { get; set; }

    /// <summary>Whether it has an event stream.</summary>
    internal bool HasEvents { get; init; }

    internal string Name { get; init; } = "containerd";

    /// <summary>Questions for the status of a container so far.</summary>
    internal int Asked;

    /// <summary>Lists of all that runs, containers and sandboxes, so far.</summary>
    internal int Listed;

    internal async Task StartAsync(string path) =>
        _socket = await FakeSocket.StartAsync(path, HttpProtocols.Http2, AnswerAsync);

    internal async Task StopAsync()
    {
        if (_socket is not null) await _socket.DisposeAsync();
        _socket = null;
    }

    internal void Tell(string id, ContainerEventType type) =>
        _events.Writer.TryWrite(new ContainerEventResponse { ContainerId = id, ContainerEventType = type });

    /// <summary>A container in a sandbox that is known as well; applied is what kubectl noted of the pod.</summary>
    internal void Add(string id, string name, string image, string? answeredId = null, string? applied = null)
    {
        string sandbox = new('f', 64);
        var answer = new ContainerStatusResponse
        {
            Status = new ContainerStatus
            {
                Id = answeredId ?? id,
                Metadata = new ContainerMetadata { Name = name },
                State = ContainerState.ContainerRunning,
                Image = new ImageSpec { Image = image },
            },
            Info = { ["info"] = $$"""{"sandboxID":"{{sandbox}}","pid":7}""" },
        };
        const string Applied = "kubectl.kubernetes.io/last-applied-configuration";
        if (applied is not null) answer.Status.Annotations[Applied] = applied;
        Containers[id] = answer.ToByteArray();
        Sandboxes[sandbox] = new PodSandboxStatusResponse
        {
            Status = new PodSandboxStatus
            {
                Id = sandbox,
                Metadata = new PodSandboxMetadata { Name = "zeus-0", Namespace = "kosmos-agents", Uid = "u1" },
            },
        }.ToByteArray();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = body.GetBuffer().AsMemory(FrameHeader, (int)body.Length - FrameHeader);
        context.Response.ContentType = "application/grpc";
        int status = 0;
        switch (context.Request.Path.Value!.Split('/')[^1])
        {
            case "Version":
                var version = new VersionResponse { RuntimeName = Name, RuntimeVersion = "1" };
                await WriteAsync(context, version.ToByteArray());
                break;
            case "ListContainers":
                var containers = new ListContainersResponse();
                containers.Containers.AddRange(Containers.Keys.Select(static id => new Container { Id = id }));
                await WriteAsync(context, containers.ToByteArray());
                break;
            case "ListPodSandbox":
                await WriteAsync(context, []);
                Interlocked.Increment(ref Listed);
                break;
            case "ContainerStatus":
                Interlocked.Increment(ref Asked);
                await Task.Delay(Delay, context.RequestAborted);
                string id = ContainerStatusRequest.Parser.ParseFrom(request.Span).ContainerId;
                status = await FindAsync(context, Containers, id);
                break;
            case "PodSandboxStatus":
                string sandbox = PodSandboxStatusRequest.Parser.ParseFrom(request.Span).PodSandboxId;
                status = await FindAsync(context, Sandboxes, sandbox);
                break;
            case "GetContainerEvents" when HasEvents:
                await context.Response.StartAsync();
                await foreach (var change in _events.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await WriteAsync(context, change.ToByteArray());
                }

                break;
            default:
                const int Unimplemented = 12;
                status = Unimplemented;
                break;
        }

        context.Response.AppendTrailer("grpc-status", $"{status}");
    }

    private static async Task<int> FindAsync(
        HttpContext context, ConcurrentDictionary<string, byte[]> known, string id)
    {
        const int NotFound = 5;
        if (!known.TryGetValue(id, out byte[]? answer)) return NotFound;
        await WriteAsync(context, answer);
        return 0;
    }

    private static async Task WriteAsync(HttpContext context, byte[] message)
    {
        byte[] frame = new byte[FrameHeader + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, FrameHeader);
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>What is made of the docker interface's answers.</summary>
public sealed class DockerRuntimeTests : IDisposable
{
    private static readonly string Id = new('d', 64);

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _answers = new()
    {
        ["/version"] = """{"Version":"27.1"}""",
        ["/containers/json"] = "[]",
        [$"/containers/{Id}/json"] = $$$$"""
            {"Id":"{{{{Id}}}}","Name":"/web","Created":"2026-01-02T03:04:05.5Z","Image":"sha256:aabb",
             "State":{"Pid":42,"StartedAt":"0001-01-01T00:00:00Z"},
             "Config":{"Image":"registry:5000/web:2","Labels":{"a":"b","io.kubernetes.pod.name":"p"},
                       "Healthcheck":{"Test":["CMD-SHELL","curl -f localhost"]}},
             "HostConfig":{"Privileged":true,"NetworkMode":"host","PidMode":"","IpcMode":"private"},
             "NetworkSettings":{"IPAddress":"","Networks":{"x":{"IPAddress":"203.0.113.9"}}},
             "Mounts":[{"Source":"/a","Destination":"/b","Mode":"Z","RW":false,"Propagation":"rprivate"}]}
            """,
        ["/images/sha256:aabb/json"] = """{"RepoDigests":["registry:5000/web@sha256:cc"],"RepoTags":["web:2"]}""",
    };

    private readonly HashSet<string> _failing = [];

    private string Socket => _folder.At("docker.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryFieldIsDerived()
    {
        await using var docker = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Docker));
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(Id);
        Assert.True(answer.Outcome == ContainerOutcome.Known, session.Describe());
        var info = answer.Info!;
        Assert.Equal("web", Text(info.Name));
        Assert.Equal("docker", Text(info.Type));
        Assert.Equal("registry:5000/web:2", Text(info.Image));
        Assert.Equal("registry:5000/web", Text(info.Repository));
        Assert.Equal("2", Text(info.Tag));
        Assert.Equal("sha256:cc", Text(info.ImageDigest));
        Assert.Equal("aabb", Text(info.ImageId));
        Assert.True(info.IsPrivileged);
        Assert.True(info.HasHostNetwork);
        Assert.False(info.HasHostPid);
        Assert.Equal("/a:/b:Z:false:rprivate", Text(info.MountsText));
        Assert.Equal("a:b", Text(info.Labels!.Text));
        Assert.Equal("p", Text(info.PodName));
        Assert.Equal("203.0.113.9", Text(info.Ip));
        Assert.Equal(42, info.Pid);
        Assert.Equal(0, info.StartedNs);
        Assert.Equal(1_767_323_045_500_000_000, info.CreatedNs);
        Assert.Equal(["/bin/sh", "-c", "curl -f localhost"], info.HealthCheck.Select(Text));
        Assert.Contains("docker 27.1", session.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShortenedIdIsNobodys()
    {
        await using var docker = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        _answers[$"/containers/{Id[..12]}/json"] = _answers[$"/containers/{Id}/json"];
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Docker));
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(Id[..12]);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.Equal(0, session.Runtime.Counters.Refused);
    }

    [Fact]
    public async Task PodmansEventsAreFollowed()
    {
        _answers["/events"] = $$$"""
            {"Action":"create","Actor":{"ID":"{{{Id}}}"}}
            {"Action":"remove","Actor":{"ID":"{{{Id}}}"}}

            """;
        await using var podman = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Podman));
        var made = await session.NextAsync(Id, static _ => true);
        Assert.Equal("podman", Text(made.Info!.Type));
        var gone = await session.NextAsync(Id, static answer => answer.Outcome != ContainerOutcome.Known);
        Assert.Equal(ContainerOutcome.Gone, gone.Outcome);
    }

    [Fact]
    public async Task AUsersPodmanSpeaksOfTheUsersContainersOnly()
    {
        _answers["/events"] = $$$"""{"Action":"remove","Actor":{"ID":"{{{Id}}}"}}""" + "\n";
        _answers["/containers/json"] = $$$"""[{"Id":"{{{Id}}}"}]""";
        Directory.CreateDirectory(_folder.At("user/1000"));
        await using var podman = await FakeSocket.StartAsync(
            _folder.At("user/1000/podman.sock"), HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Podman) with
        {
            Sockets = [new RuntimeSocket(RuntimeKind.Podman, _folder.At("user/*/podman.sock"))],
        });
        await session.UntilAsync(RuntimeState.Ready);
        session.Ask(Id, $"/kubepods/burstable/pod1/{Id}");
        var others = await session.NextAsync(Id, static _ => true);
        Assert.Equal(ContainerOutcome.Unknown, others.Outcome);
        session.Ask(Id, $"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{Id}.scope");
        var own = await session.NextAsync(Id, static _ => true);
        Assert.Equal(ContainerOutcome.Known, own.Outcome);
    }

    [Fact]
    public async Task NonsenseCrashesNothing()
    {
        _answers[$"/containers/{Id}/json"] = """{"Id":12,"Name":["x"],"Config":"none","Mounts":{"a":1},"State":[]}""";
        string broken = new('e', 64);
        _answers[$"/containers/{broken}/json"] = "<html>";
        await using var docker = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(
            Options(RuntimeKind.Docker) with { AnswerTimeout = new RuntimeOptions().AnswerTimeout });
        await session.UntilAsync(RuntimeState.Ready);
        var empty = await session.FindUntilAsync(Id, static answer => answer.Info is not null);
        Assert.Null(empty.Info!.Name);
        Assert.Equal("", Text(empty.Info.MountsText));
        await session.UntilRefusedAsync(broken);
    }

    [Fact]
    public async Task AnErrorAboutOneContainerEndsNoConnection()
    {
        string broken = new('e', 64);
        _failing.Add($"/containers/{broken}/json");
        await using var docker = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(
            Options(RuntimeKind.Docker) with { AnswerTimeout = new RuntimeOptions().AnswerTimeout });
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(broken);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.Equal(RuntimeState.Ready, session.Runtime.State);
        Assert.True(session.Runtime.Counters.Refused > 0, session.Describe());
        Assert.Equal(0, session.Runtime.Counters.Failed);
    }

    [Fact]
    public async Task AnEventWithoutEndIsNotReadToItsEnd()
    {
        _answers["/events"] = "{\"Action\":\"" + new string('x', 2 << 20);
        await using var docker = await FakeSocket.StartAsync(Socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Docker));
        await session.UntilLineAsync("a line of more than 1048576 bytes");
    }

    [Theory]
    [InlineData("link", "host/run/docker.sock")]
    [InlineData("nothing", "host/run/docker.sock")]
    [InlineData("folder", "host/var/run/docker.sock")]
    public async Task DockersSocketIsFoundUnderBothNamesOfRun(string varRun, string place)
    {
        Directory.CreateDirectory(_folder.At("host/run"));
        Directory.CreateDirectory(_folder.At("host/var"));
        if (varRun == "link") File.CreateSymbolicLink(_folder.At("host/var/run"), "/run");
        if (varRun == "folder") Directory.CreateDirectory(_folder.At("host/var/run"));
        string socket = _folder.At(place);
        await using var docker = await FakeSocket.StartAsync(socket, HttpProtocols.Http1, AnswerAsync);
        await using var session = await WatchSession.StartAsync(Options(RuntimeKind.Docker) with
        {
            HostRoot = _folder.At("host"),
            Sockets = [.. RuntimeSocket.Usual.Where(static one => one.Kind == RuntimeKind.Docker)],
        });
        Assert.Equal(socket, session.Runtime.Socket);
        await session.UntilAsync(RuntimeState.Ready);
        Assert.Equal(1, session.Connections);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (_failing.Contains(path))
        {
            context.Response.StatusCode = 500;
            return;
        }

        if (!_answers.TryGetValue(path, out string? answer) && path != "/events")
        {
            context.Response.StatusCode = 404;
            return;
        }

        await context.Response.StartAsync();
        await context.Response.WriteAsync(answer ?? "", context.RequestAborted);
        if (path != "/events") return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private RuntimeOptions Options(RuntimeKind kind) => new()
    {
        Sockets = [new RuntimeSocket(kind, Socket)],
        Bundles = new BundleFolders([], []),
        RequestTimeout = WatchSession.Patience,
        AnswerTimeout = WatchSession.Patience,
    };

    private static string? Text(byte[]? text) => text is null ? null : Encoding.UTF8.GetString(text);
}

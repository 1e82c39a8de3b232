using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Containers.Cri;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>How the watch takes what a runtime does: on runtimes that do as the test says.</summary>
public sealed class RuntimeWatchTests : IDisposable
{
    private static readonly string Id = new('a', 64);

    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.At("cri.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AContainerIsKnownWithItsPod()
    {
        await using var cri = new FakeCri();
        cri.Add(Id, "zeus", "registry:5000/kosmos/zeus-agent:1.0");
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, _) = await session.FindAsync(Id);
        Assert.True(answer.Outcome == ContainerOutcome.Known, session.Describe());
        Assert.Equal("zeus", Text(answer.Info!.Name));
        Assert.Equal("registry:5000/kosmos/zeus-agent", Text(answer.Info.Repository));
        Assert.Equal("1.0", Text(answer.Info.Tag));
        Assert.Equal("zeus-0", Text(answer.Info.PodName));
        Assert.Equal("containerd", Text(answer.Info.Type));
    }

    [Fact]
    public async Task WhatRunsAtTheStartIsToldUnasked()
    {
        await using var cri = new FakeCri();
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        var answer = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("zeus", Text(answer.Info!.Name));
    }

    [Fact]
    public async Task AContainerThatComesLateIsAskedForAgain()
    {
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        await session.UntilAsync(RuntimeState.Ready);
        long start = Stopwatch.GetTimestamp();
        session.Ask(Id);
        await WatchSession.UntilAsync(() => cri.Asked > 0, "a first question");
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        var answer = await session.NextAsync(Id, static _ => true);
        Assert.True(answer.Outcome == ContainerOutcome.Known, session.Describe());

        // Once at first, once for the list that the greeting is followed by, and then with pauses.
        Assert.InRange(cri.Asked, 2, 3 + (Stopwatch.GetElapsedTime(start) / Options().RetryDelay));
    }

    [Fact]
    public async Task AContainerThatNobodyKnowsIsUnknownAfterHalfASecond()
    {
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(QuickOptions());
        await session.UntilAsync(RuntimeState.Ready);
        var (answer, took) = await session.FindAsync(Id);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.True(took > TimeSpan.FromMilliseconds(300), $"took {took}");
    }

    [Fact]
    public async Task AContainerInAnotherOneIsAskedForOnceOnly()
    {
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(
            Options() with { AnswerTimeout = TimeSpan.FromMinutes(1) });
        await session.UntilAsync(RuntimeState.Ready);

        // After the list that the greeting is followed by, what is not known is asked for once more.
        await WatchSession.UntilAsync(() => cri.Listed > 0, "the list");
        int before = cri.Asked;
        session.AskNested(Id, $"/kubepods/pod1/{Id}/docker/{Id}");
        var answer = await session.NextAsync(Id, static _ => true);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.Equal(before + 1, cri.Asked);
    }

    [Fact]
    public async Task ManyThatNobodyKnowsDelayNobodyElse()
    {
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(
            Options() with { AnswerTimeout = TimeSpan.FromMinutes(5), RetryDelay = TimeSpan.FromMinutes(1) });
        await session.UntilAsync(RuntimeState.Ready);
        for (int i = 0; i < 200; i++)
        {
            session.Ask($"{i:x64}");
        }

        lock (cri.Containers) cri.Add(Id, "zeus", "zeus-agent:1.0");
        var (answer, _) = await session.FindAsync(Id);
        Assert.Equal(ContainerOutcome.Known, answer.Outcome);
    }

    [Fact]
    public async Task WithoutAnyRuntimeTheAnswerComesAtOnce()
    {
        await using var session = await WatchSession.StartAsync(Options());
        var (answer, took) = await session.FindAsync(Id);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.True(took < Options().AnswerTimeout, $"took {took}");
        await session.UntilLineAsync("no container runtime yet");
        Assert.Single(session.Lines);
    }

    [Fact]
    public async Task ASlowRuntimeIsLeftAloneAndDelaysNoOther()
    {
        await using var slow = new FakeCri();
        await slow.StartAsync(_folder.At("slow.sock"));
        await using var cri = new FakeCri();
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        await cri.StartAsync(Socket);
        var options = Options();
        var requestTimeout = TimeSpan.FromSeconds(10);
        await using var session = await WatchSession.StartAsync(options with
        {
            Sockets = [new RuntimeSocket(RuntimeKind.Cri, _folder.At("slow.sock")), .. options.Sockets],
            RequestTimeout = requestTimeout,
            AnswerTimeout = requestTimeout * 2,
            BackoffMin = TimeSpan.FromMinutes(10),
            BackoffMax = TimeSpan.FromMinutes(10),
        });
        await session.UntilAsync(RuntimeState.Ready);
        slow.Delay = TimeSpan.FromMinutes(10);
        var known = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("zeus", Text(known.Info!.Name));
        var (quick, tookQuick) = await session.FindAsync(Id);
        Assert.Equal(ContainerOutcome.Known, quick.Outcome);
        Assert.True(tookQuick < requestTimeout, $"took {tookQuick}");

        session.Ask(new string('c', 64));
        var (nobody, _) = await session.FindAsync(new string('b', 64));
        Assert.Equal(ContainerOutcome.Unknown, nobody.Outcome);
        await session.UntilAsync(RuntimeState.Hanging);
        Assert.Single(session.Lines, static line => line.Contains("Hanging", StringComparison.Ordinal));
        int asked = slow.Asked;
        await session.FindAsync(new string('d', 64));
        Assert.Equal(asked, slow.Asked);
    }

    [Fact]
    public async Task WhileTheRuntimeIsSlowTheBundleAnswersForNow()
    {
        const string Tasks = "io.containerd.runtime.v2.task/k8s.io";
        string bundle = Directory.CreateDirectory(_folder.At($"{Tasks}/{Id}")).FullName;
        File.WriteAllText(Path.Combine(bundle, "config.json"), """
            {"annotations":{"io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"zeus"}}
            """);
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options() with
        {
            Bundles = new BundleFolders([_folder.At("")], []),
            RequestTimeout = TimeSpan.FromSeconds(15),
            AnswerTimeout = TimeSpan.FromSeconds(15),
        });
        await session.UntilAsync(RuntimeState.Ready);
        var (heard, _) = await session.FindAsync(Id);
        Assert.Equal((ContainerOutcome.Known, false), (heard.Outcome, heard.IsOfBundle));
        cri.Delay = TimeSpan.FromMinutes(10);
        var (unheard, _) = await session.FindAsync(Id);
        Assert.Equal((ContainerOutcome.Known, true), (unheard.Outcome, unheard.IsOfBundle));
        Assert.Equal("zeus", Text(unheard.Info!.Name));
    }

    [Fact]
    public async Task WhoseRuntimeIsKnownToHangIsNamedByTheBundleAtOnce()
    {
        const string Tasks = "io.containerd.runtime.v2.task/k8s.io";
        string bundle = Directory.CreateDirectory(_folder.At($"{Tasks}/{Id}")).FullName;
        File.WriteAllText(Path.Combine(bundle, "config.json"), """
            {"annotations":{"io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"zeus"}}
            """);
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        var options = Options() with
        {
            Bundles = new BundleFolders([_folder.At("")], []),
            AnswerTimeout = WatchSession.Patience * 2,
            BackoffMin = TimeSpan.FromMinutes(10),
            BackoffMax = TimeSpan.FromMinutes(10),
        };
        await using var session = await WatchSession.StartAsync(options);
        await session.UntilAsync(RuntimeState.Ready);
        cri.Delay = TimeSpan.FromMinutes(10);

        // Longer than the session's patience, if it waited; the first question finds out that nobody answers.
        var (first, _) = await session.FindAsync(Id);
        Assert.Equal((ContainerOutcome.Known, true), (first.Outcome, first.IsOfBundle));
        Assert.Equal(RuntimeState.Hanging, session.Runtime.State);
        int asked = cri.Asked;
        var (second, _) = await session.FindAsync(Id);
        Assert.Equal((ContainerOutcome.Known, true), (second.Outcome, second.IsOfBundle));
        Assert.Equal("zeus", Text(second.Info!.Name));
        Assert.Equal(asked, cri.Asked);
    }

    [Fact]
    public async Task AnAnswerAboutAnotherContainerIsRefused()
    {
        await using var cri = new FakeCri();
        cri.Add(Id, "evil", "evil:1", answeredId: new string('b', 64));
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(QuickOptions());
        await session.UntilAsync(RuntimeState.Ready);
        await session.UntilRefusedAsync(Id);
        Assert.Equal(RuntimeState.Ready, session.Runtime.State);
    }

    [Fact]
    public async Task HugeTextsAreCutAndOversizedAnswersRefused()
    {
        await using var cri = new FakeCri();
        string oversized = new('b', 64);
        cri.Add(Id, new string('x', 5_000_000), "zeus-agent:1.0");
        cri.Add(oversized, new string('x', 20_000_000), "zeus-agent:1.0");
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        var answer = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.EndsWith("x…", Text(answer.Info!.Name), StringComparison.Ordinal);
        Assert.InRange(answer.Info.Name!.Length, 1, 4096);
        session.Ask(oversized);
        await WatchSession.UntilAsync(() => session.Runtime.Counters.Refused >= 2, "two refused answers");
        Assert.Equal(RuntimeState.Ready, session.Runtime.State);
    }

    [Fact]
    public async Task TextsThatAreNoUtf8AreRefused()
    {
        await using var cri = new FakeCri();
        cri.Add(Id, "zeu?", "zeus-agent:1.0");
        byte[] bytes = cri.Containers[Id];
        bytes[bytes.AsSpan().IndexOf("zeu?"u8) + 3] = 0xFF;
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(QuickOptions());
        await session.UntilAsync(RuntimeState.Ready);
        await session.UntilRefusedAsync(Id);
        Assert.Equal(RuntimeState.Ready, session.Runtime.State);
    }

    // Who may make a pod writes its annotations.
    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"spec":{"containers":[{"name":"\ud800","\udfff":{}},{"\ud800":2}]}}""")]
    [InlineData("[[[[{")]
    public async Task APodsAnnotationHurtsNobody(string applied)
    {
        await using var cri = new FakeCri { HasEvents = true };
        string second = new('b', 64);
        cri.Add(Id, "zeus", "zeus-agent:1.0", applied: applied);
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        var known = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("zeus", Text(known.Info!.Name));
        lock (cri.Containers) cri.Add(second, "gateway", "mcp-gateway:1.0");
        cri.Tell(second, ContainerEventType.ContainerCreatedEvent);
        var told = await session.NextAsync(second, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("gateway", Text(told.Info!.Name));
        Assert.Single(session.Lines);
    }

    [Fact]
    public async Task AFaultOfTheProbesOwnEndsNoConnection()
    {
        await using var cri = new FakeCri();
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options(), new NotSupportedException("a fault"));
        var known = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("zeus", Text(known.Info!.Name));
        Assert.Contains(session.Lines, static line => line.Contains("a fault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BytesThatAreNoMessageAreRefused()
    {
        await using var cri = new FakeCri();
        cri.Containers[Id] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(QuickOptions());
        await session.UntilAsync(RuntimeState.Ready);
        await session.UntilRefusedAsync(Id);
    }

    [Fact]
    public async Task EventsAreFollowedWhereThereAreAny()
    {
        await using var cri = new FakeCri { HasEvents = true };
        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        await session.UntilAsync(RuntimeState.Ready);
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        cri.Tell(Id, ContainerEventType.ContainerCreatedEvent);
        var made = await session.NextAsync(Id, static _ => true);
        Assert.Equal("zeus", Text(made.Info!.Name));
        cri.Tell(Id, ContainerEventType.ContainerStoppedEvent);
        cri.Tell(Id, ContainerEventType.ContainerDeletedEvent);
        var gone = await session.NextAsync(Id, static answer => answer.Outcome != ContainerOutcome.Known);
        Assert.Equal(ContainerOutcome.Gone, gone.Outcome);
    }

    [Fact]
    public async Task ARuntimeMayComeLateGoAndComeBack()
    {
        await using var session = await WatchSession.StartAsync(Options());
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        await session.UntilAsync(RuntimeState.Ready);
        await cri.StopAsync();
        await session.UntilAsync(RuntimeState.Absent);
        var (answer, _) = await session.FindAsync(Id);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        cri.Add(Id, "zeus", "zeus-agent:1.0");
        await cri.StartAsync(Socket);
        await session.UntilAsync(RuntimeState.Ready);
        var known = await session.NextAsync(Id, static answer => answer.Outcome == ContainerOutcome.Known);
        Assert.Equal("zeus", Text(known.Info!.Name));
    }

    [Fact]
    public async Task ThousandsOfQuestionsAreAnsweredAFewAtATime()
    {
        const int Count = 2000;
        await using var cri = new FakeCri();
        for (int i = 0; i < Count; i++)
        {
            cri.Add($"{i:x64}", $"c{i}", "zeus-agent:1.0");
        }

        await cri.StartAsync(Socket);
        await using var session = await WatchSession.StartAsync(Options());
        await session.UntilAsync(RuntimeState.Ready);
        for (int i = 0; i < Count; i++)
        {
            session.Ask($"{i:x64}");
        }

        var last = await session.NextAsync($"{Count - 1:x64}", static _ => true);
        Assert.Equal($"c{Count - 1}", Text(last.Info!.Name));
    }

    private RuntimeOptions Options() => new()
    {
        Sockets = [new RuntimeSocket(RuntimeKind.Cri, Socket)],
        Bundles = new BundleFolders([], []),
        HealthPoll = TimeSpan.FromMilliseconds(100),
        SocketPoll = TimeSpan.FromMilliseconds(20),
        RequestTimeout = WatchSession.Patience,
        AnswerTimeout = WatchSession.Patience,
    };

    // For what ends in nobody's knowing; how long one request may take is no part of it.
    private RuntimeOptions QuickOptions() => Options() with { AnswerTimeout = new RuntimeOptions().AnswerTimeout };

    private static string? Text(byte[]? text) => text is null ? null : Encoding.UTF8.GetString(text);
}

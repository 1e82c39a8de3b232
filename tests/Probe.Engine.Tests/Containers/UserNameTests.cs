using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>Users of a container have the names that its own files give them.</summary>
public sealed class UserNameTests : IDisposable
{
    private const string Id = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";

    private const string Rules = """
        - rule: Users
          desc: An exec of somebody who is not known.
          condition: evt.type = execve and not user.name in (aegis)
          output: "%user.name %user.homedir %user.shell %group.name"
          priority: NOTICE
        """;

    private readonly ContainerExchange _exchange = new();
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly EventPipeline _pipeline;

    public UserNameTests()
    {
        var node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        node.Users.Take("aegis:x:1000:1000::/node:/bin/node\n");
        node.Groups.Take("nodes:x:1000:\n");
        _pipeline = new EventPipeline(TestRules.Load(Rules), node, new AlertOptions(), _queue, new SteppedTime());
    }

    public void Dispose()
    {
        _queue.Dispose();
        _exchange.Dispose();
    }

    [Fact]
    public void AnImageCannotFillTheMemoryWithNames()
    {
        const int Lines = 30_000;
        var names = new ContainerNames();
        var lines = Enumerable.Range(0, Lines).Select(static id => FormattableString.Invariant($"u:x:{id}\n"));
        names.Users.Take(string.Concat(lines));
        Assert.InRange(names.Users.Count, 1, Lines / 5);
        Assert.Equal("u"u8, names.Users.Name(1000));
    }

    [Fact]
    public void AnEventWaitsForTheNamesOfItsContainer()
    {
        Start(1000);
        Assert.Equal(1, _pipeline.Waiting);
        var names = new ContainerNames();
        names.Users.Take("zeus:x:1000:1000::/tmp:/bin/sh\n");
        names.Groups.Take("agents:x:1000:\n");
        Answer(ContainerAnswer.Known(new ContainerInfo(new ContainerDetails { FullId = Id, Names = names })));
        Assert.EndsWith(" zeus /tmp /bin/sh agents", Assert.Single(Alerts()), StringComparison.Ordinal);

        // A file that changes is taken in by who watches it; an id that it does not name has no name on the node.
        names.Users.Take("hermes:x:2000:1000::/:/bin/sh\n");
        Start(1000);
        Assert.EndsWith(" <NA> <NA> <NA> agents", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
    }

    [Fact]
    public void UsersAreLookedUpByTheNumberOfTheirUserNamespace()
    {
        var names = new ContainerNames();
        names.Users.Take("root:x:0:0::/root:/bin/sh\nzeus:x:1000:1000::/tmp:/bin/sh\n");
        names.Groups.Take("agents:x:500:\n");
        names.UserIds = IdMap.Parse("0 100000 65536\n")!;
        names.GroupIds = IdMap.Parse("500 1000 1\n")!;
        Answer(ContainerAnswer.Known(new ContainerInfo(new ContainerDetails { FullId = Id, Names = names })));
        Start(101_000);
        Assert.EndsWith(" zeus /tmp /bin/sh agents", Assert.Single(Alerts()), StringComparison.Ordinal);
        Start(100_000);
        Assert.EndsWith(" root /root /bin/sh agents", Assert.Single(Alerts()), StringComparison.Ordinal);

        // The node's own user, whom the namespace has no number for, is the node's also in there: no alert.
        Start(1000);
        Assert.Empty(Alerts());
    }

    [Fact]
    public void NobodyButRootHasANameWhileTheFilesCannotBeRead()
    {
        Start(1000);
        var details = new ContainerDetails { FullId = Id, Names = new ContainerNames() };
        Answer(ContainerAnswer.Known(new ContainerInfo(details)));
        Assert.EndsWith(" <NA> <NA> <NA> <NA>", Assert.Single(Alerts()), StringComparison.Ordinal);
        Start(0);
        Assert.StartsWith("root ", After(Assert.Single(Alerts()), "Notice "), StringComparison.Ordinal);
    }

    [Fact]
    public void InAContainerThatNobodyDescribesTheNodesUsersHaveNoName()
    {
        Start(1000);
        Answer(ContainerAnswer.Unknown(Encoding.ASCII.GetBytes(Id)));
        Assert.EndsWith(" <NA> <NA> <NA> <NA>", Assert.Single(Alerts()), StringComparison.Ordinal);
        Start(0);
        Assert.StartsWith("root ", After(Assert.Single(Alerts()), "Notice "), StringComparison.Ordinal);
    }

    [Fact]
    public void NoAnswerInTimeIsLateAndNoKnowledgeIsNot()
    {
        Start(0);
        Answer(ContainerAnswer.Unknown(Encoding.ASCII.GetBytes(Id)));
        Assert.Single(Alerts());
        Assert.Equal((1u, 0u), ((uint)_pipeline.Waited, (uint)_pipeline.ContainerMetadataLate));
    }

    [Fact]
    public void AnAnswerThatCameTooLateForTheAskedIsCounted()
    {
        Start(0);
        Answer(ContainerAnswer.Unheard(Encoding.ASCII.GetBytes(Id)));
        Assert.Single(Alerts());
        Assert.Equal((1u, 1u), ((uint)_pipeline.Waited, (uint)_pipeline.ContainerMetadataLate));
    }

    private void Start(uint user) => _pipeline.Handle(Records.Exec(["/bin/tool"], (ref exec, texts) =>
    {
        exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes($"/kubepods/burstable/pod1/{Id}"));
        exec.Header.Uid = user;
        exec.Header.Gid = 1000;
    }));

    private void Answer(ContainerAnswer answer)
    {
        Assert.True(_exchange.Answer(answer));
        _pipeline.TakeAnswers();
    }

    private List<string> Alerts()
    {
        var alerts = new List<string>();
        while (_queue.TryTake(out var alert))
        {
            alerts.Add(Encoding.UTF8.GetString(AlertEnvelope.View(alert).Message).TrimEnd());
            _queue.Release();
        }

        return alerts;
    }

    private static string After(string text, string mark) =>
        text[(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
}

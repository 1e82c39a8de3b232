using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>Groups that bear an id below another container's group, or below a user's.</summary>
public sealed class NestedGroupTests : IDisposable
{
    private readonly ContainerExchange _exchange = new();

    /// <summary>Rows of tests/Cases/containers/nested.cases: <c>PATH | KNOWN ... => host | ID</c>.</summary>
    public static TheoryData<int, string, string, string> Paths
    {
        get
        {
            string[] lines = File.ReadAllLines(Path.Combine(LanguageCases.Folder("containers"), "nested.cases"));
            var rows = new TheoryData<int, string, string, string>();
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length == 0 || lines[i][0] == '#') continue;
                string[] sides = lines[i].Split(" => ");
                string[] parts = sides[0].Split(" |");
                rows.Add(i + 1, parts[0], parts[1], sides[1]);
            }

            return rows;
        }
    }

    public void Dispose() => _exchange.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public void APathBelongsToWhoIsKnownToLiveThere(int line, string path, string known, string expected)
    {
        var containers = new ContainerTable(_exchange);
        var group = new Cgroups(containers).Find(Bytes(path));
        Assert.True(group.Claims.IsOutstanding);
        var described = known.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => word.Split('@')).ToDictionary(static w => Filled(w[0]), static w => Place(w));
        while (_exchange.TryTakeRequest(out var request))
        {
            bool isKnown = described.TryGetValue(Encoding.UTF8.GetString(request.FullId), out string? place);
            Assert.True(_exchange.Answer(isKnown
                ? ContainerAnswer.Known(Info(request.FullId, place))
                : ContainerAnswer.Unknown(request.FullId)));
        }

        containers.TakeAnswers();
        Assert.False(group.Claims.IsOutstanding);
        string found = Encoding.UTF8.GetString(group.FullContainerId);
        Assert.True(found == Filled(expected), $"line {line}: {path} gave {found}");
    }

    [Fact]
    public void AnInnerIdIsNobodysUntilSomebodyKnowsIt()
    {
        var containers = new ContainerTable(_exchange);
        var group = new Cgroups(containers).Find(Bytes("/docker/{H}/docker/{K}"));
        Assert.True(group.Claims.IsDoubtful);
        Assert.Equal(Bytes("{H}"), group.FullContainerId);
        Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes("{K}"), null))));
        containers.TakeAnswers();
        Assert.Equal(Bytes("{K}"), group.FullContainerId);
        Assert.True(group.Claims.IsOutstanding);
        Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes("{H}"), null))));
        containers.TakeAnswers();
        Assert.Equal(Bytes("{H}"), group.FullContainerId);
        Assert.False(group.Claims.IsOutstanding);
    }

    [Fact]
    public void AQuestionTellsThatItsGroupIsNested()
    {
        new Cgroups(new ContainerTable(_exchange)).Find(Bytes("/docker/{H}/docker/{K}/sub"));
        Assert.True(_exchange.TryTakeRequest(out var inner) && inner.IsNested);
        Assert.Equal(Bytes("{K}"), inner.FullId);
        Assert.Equal(Bytes("/docker/{H}/docker/{K}/sub"), inner.CgroupPath);
        Assert.True(_exchange.TryTakeRequest(out var outer) && !outer.IsNested);
        Assert.Equal(Bytes("{H}"), outer.FullId);
        Assert.Equal(Bytes("/docker/{H}/docker"), outer.CgroupPath);
        Assert.False(_exchange.TryTakeRequest(out _));
    }

    [Fact]
    public void OfManyIdsTheOuterOnesCount()
    {
        string path = string.Concat(Enumerable.Range(0, 40).Select(static i => $"/{i:x64}"));
        var containers = new ContainerTable(_exchange);
        var group = new Cgroups(containers).Find(Bytes(path));
        Assert.Equal(ContainerClaims.CountMax, containers.Count);
        Assert.Equal(Bytes(new string('0', 64)), group.FullContainerId);
    }

    [Fact]
    public void ContainersOfANestedGroupGoWithIt()
    {
        var containers = new ContainerTable(_exchange);
        var groups = new Cgroups(containers);
        groups.Find(Bytes("/docker/{H}"));
        foreach (string id in (string[])["{H}", "{K}"])
        {
            Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes(id), null))));
        }

        groups.Find(Bytes("/docker/{H}/docker/{K}"));
        containers.TakeAnswers();
        Assert.Equal(2, containers.Count);
        Assert.True(groups.Apply(Record("/docker/{H}/docker/{K}")));
        Assert.Equal(1, containers.Count);
        Assert.True(groups.Apply(Record("/docker/{H}")));
        Assert.Equal(0, containers.Count);
    }

    /// <summary>A process of H, whose container is known or not, moves to a group of its own making.</summary>
    [Theory]
    [InlineData("/docker/{K}", "")]
    [InlineData("/docker/{K}", "{H}")]
    [InlineData("/docker/{K}/sub", "{H}")]
    [InlineData("/docker/{K}", "{H} {K}")]
    [InlineData("/user.slice/docker-{K}.scope", "{H} {K}")]
    [InlineData("/docker/{H}/docker/{K}", "{H}")]
    [InlineData("/system.slice", "{H}")]
    public void WhoMovesIntoAContainerThatNobodyKnowsStaysInHis(string path, string known)
    {
        var containers = new ContainerTable(_exchange);
        var groups = new Cgroups(containers);
        var before = groups.Find(Bytes("/docker/{H}"));
        var moved = groups.Find(Exec(path), Bytes(path), before);
        var further = groups.Find(Exec("/docker/{V}"), Bytes("/docker/{V}"), moved);
        foreach (string id in known.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes(id), null))));
        }

        containers.TakeAnswers();
        Assert.Equal(Bytes("{H}"), moved.FullContainerId);
        Assert.Equal(Bytes("{H}"), further.FullContainerId);
        Assert.Same(moved, groups.Find(Exec(path), Bytes(path), moved));
        Assert.Same(before, groups.Find(Exec("/docker/{H}"), Bytes("/docker/{H}"), moved));
    }

    [Fact]
    public void WhoARuntimeMovesIntoItsContainerIsThereOnceItIsKnown()
    {
        var containers = new ContainerTable(_exchange);
        var groups = new Cgroups(containers);
        var before = groups.Find(Bytes("/docker/{H}"));
        var moved = groups.Find(Exec("/docker/{K}"), Bytes("/docker/{K}"), before);
        Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes("{H}"), null))));
        containers.TakeAnswers();
        Assert.Equal(Bytes("{H}"), moved.FullContainerId);
        Assert.True(_exchange.Answer(ContainerAnswer.Known(Info(Bytes("{K}"), Filled("/docker/{K}")))));
        containers.TakeAnswers();
        Assert.Equal(Bytes("{K}"), moved.FullContainerId);

        // From the host nothing needs to be known, and a group of its own below is the container's.
        Assert.Equal(
            Bytes("{V}"), groups.Find(Exec("/docker/{V}"), Bytes("/docker/{V}"), Cgroup.Unknown).FullContainerId);
        var below = groups.Find(Exec("/docker/{H}/sub"), Bytes("/docker/{H}/sub"), before);
        Assert.Same(groups.Find(Bytes("/docker/{H}/sub")), below);
    }

    private static Event Exec(string path)
    {
        byte[] record = Records.Exec(["/bin/sh"], (ref exec, texts) => exec.Cgroup = texts.Add(Filled(path)));
        Assert.True(Event.TryView(record, out var view, out _));
        return view;
    }

    private static Event Record(string path)
    {
        byte[] record = Records.Cgroup(EventType.CgroupRmdir, Filled(path));
        Assert.True(Event.TryView(record, out var view, out _));
        return view;
    }

    private static ContainerInfo Info(byte[] id, string? place) => new(new ContainerDetails
    {
        FullId = Encoding.UTF8.GetString(id),
        Name = "known",
        CgroupsPath = place,
    });

    private static string? Place(string[] words) => words.Length > 1 ? Filled(words[1]) : null;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(Filled(text));

    private static string Filled(string text) => text
        .Replace("{H}", "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2", StringComparison.Ordinal)
        .Replace("{K}", "4e5a53caff6c39b60c7d4c288dfc7fdcf2a5de11e518422f1b14edd4455df83a", StringComparison.Ordinal)
        .Replace("{V}", "91c3f0d2a4b5968778695a4b3c2d1e0f91c3f0d2a4b5968778695a4b3c2d1e0f", StringComparison.Ordinal);
}

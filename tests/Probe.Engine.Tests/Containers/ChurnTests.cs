using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>
/// Many short containers one after another leave memory where it was. Runs alone: it weighs the process.
/// </summary>
[CollectionDefinition(nameof(ChurnTests), DisableParallelization = true)]
[Collection(nameof(ChurnTests))]
public sealed class ChurnTests : IDisposable
{
    private const int Containers = 10_000;
    private const int WarmUp = 500;
    private const int Attempts = 2;
    private const long GrowthMax = 256 << 10;

    private const string Rules = """
        - rule: Shell
          desc: A shell in a container.
          condition: evt.type = execve and container.image.repository contains kosmos and proc.name = sh
          output: shell in %container.name of %k8s.pod.name
          priority: WARNING
        """;

    private readonly ContainerExchange _exchange = new();
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly NodeState _node;
    private readonly EventPipeline _pipeline;
    private ulong _alerts;

    public ChurnTests()
    {
        _node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        _pipeline = new EventPipeline(TestRules.Load(Rules), _node, new AlertOptions(), _queue, new SteppedTime());
    }

    public void Dispose()
    {
        _queue.Dispose();
        _exchange.Dispose();
    }

    /// <summary>
    /// When the answers come: before the first process, while its exec waits, after the container is gone.
    /// </summary>
    [Theory]
    [InlineData("early")]
    [InlineData("waiting")]
    [InlineData("late")]
    [InlineData("nobody")]
    public void TenThousandShortContainersLeaveMemoryWhereItWas(string when)
    {
        int lived = WarmUp;
        Live(0, WarmUp, when);
        long growth = LeastGrowth(() =>
        {
            Live(lived, Containers, when);
            lived += Containers;
        });

        Assert.Equal(0, _node.Threads.Count);
        Assert.Equal(when == "nobody" ? 0ul : (ulong)lived, _alerts);
        Assert.Equal(0u, _pipeline.ContainerMetadataLate);
        Assert.InRange(growth, long.MinValue, GrowthMax);
    }

    /// <summary>Each round gives the long records to entries that held short ones before.</summary>
    [Fact]
    public void LongRecordsThatWaitedLeaveMemoryWhereItWas()
    {
        Wait(1);
        Assert.InRange(LeastGrowth(() => Wait(10)), long.MinValue, 16 << 20);
    }

    // What each container leaves behind shows in each attempt; what the runtime does beside it shows in one.
    private static long LeastGrowth(Action containers)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            containers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return least;
    }

    private void Wait(int rounds)
    {
        const string Path = "/kubepods/burstable/pod1/d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
        byte[] cgroup = Encoding.ASCII.GetBytes(Path);
        byte[] brief = Records.Exec(["/bin/sh"], (ref exec, texts) => exec.Cgroup = texts.Add(cgroup));
        byte[] lengthy = Records.Exec(
            ["/bin/sh", new string('x', 50_000)], (ref exec, texts) => exec.Cgroup = texts.Add(cgroup));
        for (int round = 0; round < rounds; round++)
        {
            ulong waited = _pipeline.Waited;
            int briefCount = 4000 - (350 * round);
            Handle(brief, briefCount);
            Handle(lengthy, 80);
            Assert.Equal((ulong)briefCount + 80, _pipeline.Waited - waited);
            _pipeline.Finish();
        }
    }

    private void Handle(byte[] record, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _pipeline.Handle(record);
        }
    }

    private void Live(int first, int count, string when)
    {
        for (int number = first; number < first + count; number++)
        {
            Live(number, when);
            Assert.Equal((0, 0), (_node.Cgroups.Count, _node.Containers.Count));
        }
    }

    // In v1's manner, two hierarchies; the shell is a process of its own each time.
    private void Live(int number, string when)
    {
        string id = number.ToString("x64", CultureInfo.InvariantCulture);
        string path = "/kubepods/burstable/pod1/" + id;
        Handle(EventType.CgroupMkdir, path, 4);
        Handle(EventType.CgroupMkdir, path, 0);
        Assert.True(_exchange.TryTakeRequest(out var request));
        Answer("early");
        _pipeline.Handle(Records.Exec(["/bin/sh"], (ref exec, texts) =>
        {
            exec.Header.ThreadStartNs = Records.NowNs + (ulong)number;
            exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes(path));
        }));
        Answer("waiting");
        _pipeline.Handle(Records.Exit((ref exit, _) => exit.Header.ThreadStartNs = Records.NowNs + (ulong)number));
        Handle(EventType.CgroupRmdir, path, 0);
        Handle(EventType.CgroupRmdir, path, 4);
        Answer("late");
        Answer("nobody");
        CountAlerts();

        void Answer(string now)
        {
            if (when == now)
            {
                _exchange.Answer(when == "nobody" ? ContainerAnswer.Unknown(request.FullId) : Known(id));
                _pipeline.TakeAnswers();
            }
        }
    }

    private static ContainerAnswer Known(string id) => ContainerAnswer.Known(new ContainerInfo(new ContainerDetails
    {
        FullId = id,
        Name = "zeus",
        Image = "docker.io/kosmos/zeus-agent:1.0",
        PodName = "zeus",
    }));

    private void Handle(EventType type, string path, uint hierarchy) =>
        _pipeline.Handle(Records.Cgroup(type, path, hierarchy));

    private void CountAlerts()
    {
        while (_queue.TryTake(out _))
        {
            _alerts++;
            _queue.Release();
        }
    }
}

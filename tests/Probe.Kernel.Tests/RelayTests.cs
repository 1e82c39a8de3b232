using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Several rings read as one: nothing is told before what caused it, wherever the two ran, and all is counted. Rings by
/// CPU are as on large machines; rings by thread put every CPU's records into all of them.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public class RelayTests
{
    // As the workload numbers its turns.
    private const int FirstTurn = 1_000_000;
    private const uint RingBytes = 32 << 20;
    private const int Turns = 100_000;
    private const int Runners = 6;
    private const int SecondsMax = 10;

    private readonly List<int> _late = [];
    private int _told;
    private int _last = -1;

    /// <summary>Rings, and whether threads rather than CPUs choose.</summary>
    public static TheoryData<uint, bool> Layouts => new() { { 2, false }, { 4, true } };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void TurnsOfThreadsThatMoveBetweenCpusComeInOrder(uint rings, bool byThread)
    {
        string[] relay = ["relay", .. new[] { Turns, Runners, SecondsMax }.Select(Text)];
        var storm = Storm.Run(Settings(rings, byThread), See, relay);
        storm.Result.AssertBalanced();
        int turns = (int)storm.Lines[0].Signed("turns");
        int lost = storm.Dropped(EventType.Openat) + (int)storm.Result.RecursionMisses;
        Assert.InRange(turns, 1, Turns);
        Assert.Empty(_late);
        Assert.InRange(_told, turns - lost, turns);
        Assert.Equal((int)rings, storm.ByRing.Count);
        if (byThread && turns > Runners * (int)rings)
            Assert.All(storm.ByRing, static consumed => Assert.NotEqual(0ul, consumed));
    }

    /// <summary>A probe of several rings that shall have room for all.</summary>
    internal static LiveProbeSettings Settings(uint rings, bool byThread) => new()
    {
        RingBytes = RingBytes,
        Rings = rings,
        RingsByThread = byThread,
        WantedEvents = ProbeSession.AllEvents,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void See(in Event view)
    {
        if (view.Type != EventType.Openat)
            return;
        int turn = view.As<OpenEvent>().Dirfd - FirstTurn;
        if (turn is < 0 or >= Turns)
            return;
        _told++;
        if (turn < _last)
            _late.Add(turn);
        _last = Math.Max(_last, turn);
    }
}

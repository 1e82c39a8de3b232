using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>Measures what judging allocates once it is warm.</summary>
internal static class Allocation
{
    private const int Rounds = 50;
    private const int Attempts = 3;

    /// <summary>
    /// The fewest bytes that a row of rounds allocated, after warming up. What every event costs shows in each attempt;
    /// what the runtime initialises once, while it recompiles a method, shows in one.
    /// </summary>
    public static long Of(Condition condition, NodeState node) => Of(() => Judge(condition, node, Rounds));

    /// <summary>The same for anything.</summary>
    public static long Of(Action rounds)
    {
        rounds();
        long fewest = long.MaxValue;
        for (int i = 0; i < Attempts && fewest > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            rounds();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return fewest;
    }

    private static int Judge(Condition condition, NodeState node, int rounds)
    {
        var context = new EventContext(default, ThreadInfo.Unknown, node, number: 1, result: 0);
        int matches = 0;
        for (int i = 0; i < rounds; i++)
        {
            node.Scratch.Reset();
            matches += condition(context) ? 1 : 0;
        }

        return matches;
    }
}

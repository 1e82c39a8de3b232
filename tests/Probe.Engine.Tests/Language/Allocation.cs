using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>Measures what judging allocates once it is warm.</summary>
internal static class Allocation
{
    private const int Rounds = 50;

    /// <summary>Bytes allocated by judging, after a few rounds of warming up.</summary>
    public static long Of(Condition condition, NodeState node)
    {
        Judge(condition, node, rounds: 5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Judge(condition, node, Rounds);
        return GC.GetAllocatedBytesForCurrentThread() - before;
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

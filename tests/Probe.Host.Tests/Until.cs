using System.Diagnostics;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Waits for something to be so, with a limit that no slow machine reaches.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Blocks until it is so.</summary>
    public static void Holds(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Limit), "waited in vain");

    /// <summary>Waits until it is so.</summary>
    public static async Task HoldsAsync(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(Pause))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "waited in vain");
        }
    }
}

namespace KosmosProbe.Native.Tests;

/// <summary>When the reader looks by itself, and that the programs know.</summary>
public unsafe class ReaderPaceTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void RecordsInHasteThatComeNowAndThenLeaveTheReaderToBeWoken()
    {
        uint seen = 0, looks = 0;
        var pace = new ReaderPace(&seen, &looks);
        for (int i = 0; i < 100; i++)
        {
            seen = 1;
            Assert.False(pace.LooksByItself(Start + (i * ReaderPace.Gap)));
            Assert.False(pace.LooksByItself(Start + ((i + 0.5) * ReaderPace.Gap)));
            Assert.Equal((0u, 0u), (seen, looks));
        }
    }

    [Fact]
    public void RecordsInHasteOneAfterAnotherAreLookedForUntilTheyEnd()
    {
        uint seen = 1, looks = 0;
        var pace = new ReaderPace(&seen, &looks);
        var now = Start;
        Assert.False(pace.LooksByItself(now));
        for (int i = 0; i < 100; i++)
        {
            seen = i % 3 == 0 ? 1u : 0u;
            Assert.True(pace.LooksByItself(now += ReaderPace.Gap / 4));
            Assert.Equal((0u, 1u), (seen, looks));
        }

        var last = now;
        while (pace.LooksByItself(now += ReaderPace.Gap / 4)) Assert.Equal(1u, looks);
        Assert.Equal(0u, looks);
        Assert.InRange(now - last, ReaderPace.Gap / 4, ReaderPace.Gap);
        Assert.False(pace.LooksByItself(now));
    }

    [Fact]
    public void NothingIsLookedForAfterTheLastRecord()
    {
        uint seen = 1, looks = 0;
        var pace = new ReaderPace(&seen, &looks);
        Assert.False(pace.LooksByItself(Start));
        seen = 1;
        Assert.True(pace.LooksByItself(Start));
        seen = 1;
        pace.Rest();
        Assert.Equal((0u, 0u), (seen, looks));
        Assert.False(pace.LooksByItself(Start));
    }
}

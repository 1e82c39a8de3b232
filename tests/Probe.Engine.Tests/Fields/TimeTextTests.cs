using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class TimeTextTests
{
    private const ulong February29 = 1_709_164_799_000_000_001;

    [Theory]
    [InlineData(0UL, 0, "1970-01-01T00:00:00.000000000")]
    [InlineData(0UL, -3600, "1969-12-31T23:00:00.000000000")]
    [InlineData(1_700_000_000_123_456_789UL, 0, "2023-11-14T22:13:20.123456789")]
    [InlineData(1_700_000_000_123_456_789UL, 7200, "2023-11-15T00:13:20.123456789")]
    [InlineData(February29, 1, "2024-02-29T00:00:00.000000001")]
    [InlineData(ulong.MaxValue, 0, "2554-07-21T23:34:33.709551615")]
    public void TimesHaveNineDigits(ulong wallNs, long zoneSeconds, string expected)
    {
        var buffer = new byte[TimeText.DateClockBytes];
        TimeText.WriteDateClock(wallNs, zoneSeconds, 'T', buffer);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer));
        TimeText.WriteClock(wallNs, zoneSeconds, buffer);
        Assert.Equal(expected[11..], Encoding.ASCII.GetString(buffer.AsSpan(0, TimeText.ClockBytes)));
    }

    [Fact]
    public void TheZoneFollowsSummerTime()
    {
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 31),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 27));
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "t", "t", "t", [rule]);
        var clock = new BootClock(zone);
        var summer = new DateTimeOffset(2024, 3, 31, 1, 0, 0, TimeSpan.Zero);
        ulong change = (ulong)summer.ToUnixTimeSeconds() * 1_000_000_000;
        Assert.Equal(3600, clock.ZoneSeconds(change - 1));
        Assert.Equal(7200, clock.ZoneSeconds(change));
        Assert.Equal(3600, clock.ZoneSeconds(change - 1));
    }

    [Fact]
    public void RefreshingFindsTheWallClock()
    {
        var clock = new BootClock();
        clock.Refresh();
        ulong bootNs = (ulong)(Environment.TickCount64 * 1_000_000);
        var wall = DateTimeOffset.FromUnixTimeMilliseconds((long)(clock.ToWallNs(0) / 1_000_000));
        Assert.InRange(wall, DateTimeOffset.UnixEpoch.AddYears(20), DateTimeOffset.UtcNow);
        Assert.True(clock.ToWallNs(bootNs) > clock.ToWallNs(0));
    }
}

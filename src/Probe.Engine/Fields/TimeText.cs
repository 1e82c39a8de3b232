namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Writes times as Falco prints them, always with nine digits of a second, into memory that the caller has: alerts
/// carry a time each, and none may cost a string.
/// </summary>
public static class TimeText
{
    /// <summary>Bytes of <c>HH:MM:SS.nnnnnnnnn</c>.</summary>
    public const int ClockBytes = 18;

    /// <summary>Bytes of <c>YYYY-MM-DDTHH:MM:SS.nnnnnnnnn</c>.</summary>
    public const int DateClockBytes = 29;

    private const ulong NsPerSecond = 1_000_000_000;
    private const ulong SecondsPerDay = 24 * 60 * 60;
    private const int NanosecondDigits = 9;

    // The day number of 1969-12-31.
    private const int DayNumberBeforeEpoch = 719_161;

    /// <summary>Writes <c>HH:MM:SS.nnnnnnnnn</c>.</summary>
    /// <param name="wallNs">Wall time in ns since the epoch.</param>
    /// <param name="zoneSeconds">The zone's offset from UTC in s; 0 for UTC.</param>
    /// <param name="destination">At least <see cref="ClockBytes"/>.</param>
    public static void WriteClock(ulong wallNs, long zoneSeconds, Span<byte> destination)
    {
        // Whole days are added so that the first hours of the epoch west of Greenwich do not go below zero.
        ulong seconds = (wallNs / NsPerSecond) + SecondsPerDay + (ulong)zoneSeconds;
        uint ofDay = (uint)(seconds % SecondsPerDay);
        WriteNumber(ofDay / 3600, destination[..2]);
        destination[2] = (byte)':';
        WriteNumber(ofDay / 60 % 60, destination[3..5]);
        destination[5] = (byte)':';
        WriteNumber(ofDay % 60, destination[6..8]);
        destination[8] = (byte)'.';
        WriteNumber((uint)(wallNs % NsPerSecond), destination.Slice(9, NanosecondDigits));
    }

    /// <summary>Writes <c>YYYY-MM-DDTHH:MM:SS.nnnnnnnnn</c>.</summary>
    /// <param name="wallNs">Wall time in ns since the epoch.</param>
    /// <param name="zoneSeconds">The zone's offset from UTC in s; 0 for UTC.</param>
    /// <param name="separator">Between date and clock: T in ISO 8601.</param>
    /// <param name="destination">At least <see cref="DateClockBytes"/>.</param>
    public static void WriteDateClock(ulong wallNs, long zoneSeconds, char separator, Span<byte> destination)
    {
        ulong days = ((wallNs / NsPerSecond) + SecondsPerDay + (ulong)zoneSeconds) / SecondsPerDay;
        var date = DateOnly.FromDayNumber(DayNumberBeforeEpoch + (int)days);
        WriteNumber((uint)date.Year, destination[..4]);
        destination[4] = (byte)'-';
        WriteNumber((uint)date.Month, destination[5..7]);
        destination[7] = (byte)'-';
        WriteNumber((uint)date.Day, destination[8..10]);
        destination[10] = (byte)separator;
        WriteClock(wallNs, zoneSeconds, destination[11..]);
    }

    private static void WriteNumber(uint value, Span<byte> digits)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}

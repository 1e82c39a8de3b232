using System.Globalization;
using System.Text;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Reads time spans as Prometheus writes them and Falco's <c>metrics.interval</c> takes them: whole numbers with units,
/// largest unit first, each at most once. <c>1h30m</c>, <c>500ms</c>.
/// </summary>
internal static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365 * 24 * 3_600_000L),
        ("w", 7 * 24 * 3_600_000L),
        ("d", 24 * 3_600_000L),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1000),
        ("ms", 1),
    ];

    /// <summary>Reads a time span.</summary>
    /// <param name="text">As written.</param>
    /// <param name="span">The span; less than 300 years.</param>
    public static bool TryParse(string text, out TimeSpan span)
    {
        long most = (long)TimeSpan.FromDays(300 * 365).TotalMilliseconds;
        span = TimeSpan.Zero;
        long sum = 0;
        int next = 0;
        int at = 0;
        while (at < text.Length)
        {
            int digits = at;
            while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
            int letters = digits;
            while (letters < text.Length && char.IsAsciiLetterLower(text[letters])) letters++;
            int unit = Array.FindIndex(Units, one => one.Unit == text[digits..letters]);
            if (unit < next
                || !long.TryParse(text[at..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                || count > (most - sum) / Units[unit].Milliseconds)
            {
                return false;
            }

            sum += count * Units[unit].Milliseconds;
            next = unit + 1;
            at = letters;
        }

        span = TimeSpan.FromMilliseconds(sum);
        return at > 0;
    }

    /// <summary>Writes a time span of whole milliseconds.</summary>
    /// <param name="span">Not negative.</param>
    public static string Of(TimeSpan span)
    {
        long rest = (long)span.TotalMilliseconds;
        var text = new StringBuilder();
        foreach (var (unit, milliseconds) in Units)
        {
            if (rest < milliseconds) continue;
            text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{unit}");
            rest %= milliseconds;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}

using System.Globalization;
using System.Reflection;
using KosmosProbe.Host.Metrics;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/messages.md, from every message that the host declares.</summary>
internal static class MessagesPage
{
    private static readonly LogLevel[] Levels =
        [LogLevel.Critical, LogLevel.Error, LogLevel.Warning, LogLevel.Information, LogLevel.Debug];

    /// <summary>All messages, by number.</summary>
    public static IReadOnlyList<LoggerMessageAttribute> All { get; } =
    [
        .. typeof(Metric).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId),
    ];

    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Messages");
        page.Paragraph(
            """
            What the probe says of itself on standard error, one line each: time, level, message. `log_level` chooses
            how much. A message about a state is said once when it begins and once when it ends, not again and again.
            Words in braces stand for what the message is about. What to do about warnings and errors is in
            [operating.md](operating.md).
            """);
        foreach (var level in Levels)
        {
            var messages = All.Where(message => message.Level == level).ToList();
            if (messages.Count == 0) continue;
            page.Heading(2, level.ToString());
            page.Table(["Number", "Message"], messages.Select(Row));
        }
    }

    private static string[] Row(LoggerMessageAttribute message) =>
        [message.EventId.ToString(CultureInfo.InvariantCulture), PageText.Code(message.Message)];
}

using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KosmosProbe.Host.Top;

/// <summary>Two snapshots as a screen: what happened in between, per second.</summary>
internal static class TopView
{
    private const int RulesMax = 8;
    private const int ProgramsMax = 12;
    private const double BytesPerMegabyte = 1 << 20;
    private const double MsPerSecond = 1000;

    /// <summary>Draws.</summary>
    /// <param name="before">The snapshot before.</param>
    /// <param name="now">The last one.</param>
    public static IRenderable Draw(TopSnapshot before, TopSnapshot now)
    {
        double seconds = Math.Max(now.AtMs - before.AtMs, 1) / MsPerSecond;
        return new Rows(
            Head(before, now, seconds),
            new Columns(Events(before, now, seconds), Programs(now, seconds)),
            new Columns(Rules(before, now, seconds), Sinks(now)));
    }

    private static Markup Head(TopSnapshot before, TopSnapshot now, double seconds)
    {
        string state = now.Blindness.Length == 0
            ? "[green]watching[/]"
            : $"[red]blind: {Markup.Escape(now.Blindness)}[/]";
        string lost = now.AlertsLost == 0 ? "" : $", [red]{now.AlertsLost} lost[/]";
        double cpu = (now.CpuSeconds - before.CpuSeconds) / seconds;
        return new Markup(string.Create(CultureInfo.InvariantCulture,
            $"{state} for {TimeSpan.FromSeconds(Math.Floor(now.RunningSeconds)):c}; CPU {cpu:P1}, "
                + $"memory {now.ResidentBytes / BytesPerMegabyte:F0} MB; {now.Threads} threads, "
                + $"{now.Containers} containers; {now.Alerts} alerts{lost}\n"));
    }

    private static Table Events(TopSnapshot before, TopSnapshot now, double seconds)
    {
        var table = Titled("Events", "event", "/s", "filtered/s", "lost");
        var former = before.Events.ToDictionary(static row => row.Type);
        foreach (var row in now.Events.OrderByDescending(row => row.Seen - Former(row.Type).Seen))
        {
            var then = Former(row.Type);
            string lost = row.Dropped == 0 ? "0" : $"[red]{row.Dropped}[/]";
            table.AddRow(
                Markup.Escape(row.Type), Rate(row.Seen - then.Seen, seconds),
                Rate(row.Filtered - then.Filtered, seconds), lost);
        }

        return table;

        TopEvents Former(string type) => former.GetValueOrDefault(type) ?? new TopEvents(type, 0, 0, 0);
    }

    private static Table Programs(TopSnapshot now, double seconds)
    {
        var table = Titled("Programs", "program", "container", "events/s");
        foreach (var row in now.Programs.Take(ProgramsMax))
        {
            table.AddRow(Markup.Escape(row.Program), Markup.Escape(row.Container), Rate(row.Events, seconds));
        }

        return table;
    }

    private static Table Rules(TopSnapshot before, TopSnapshot now, double seconds)
    {
        var table = Titled("Rules", "rule", "matches", "/s");
        var former = before.Rules.ToDictionary(static row => row.Name, static row => row.Count);
        foreach (var row in now.Rules.OrderByDescending(static row => row.Count).Take(RulesMax))
        {
            table.AddRow(
                Markup.Escape(row.Name), row.Count.ToString(CultureInfo.InvariantCulture),
                Rate(row.Count - former.GetValueOrDefault(row.Name), seconds));
        }

        return table;
    }

    private static Table Sinks(TopSnapshot now)
    {
        var table = Titled("Outputs", "output", "delivered", "waiting", "lost", "trouble");
        foreach (var row in now.Sinks)
        {
            table.AddRow(
                Markup.Escape(row.Name),
                row.Delivered.ToString(CultureInfo.InvariantCulture),
                row.Waiting.ToString(CultureInfo.InvariantCulture),
                row.Dropped == 0 ? "0" : $"[red]{row.Dropped}[/]",
                Markup.Escape(row.Trouble));
        }

        return table;
    }

    private static Table Titled(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle(title), Border = TableBorder.Simple };
        foreach (string column in columns) table.AddColumn(column);
        return table;
    }

    private static string Rate(double count, double seconds) =>
        (count / seconds).ToString("F0", CultureInfo.InvariantCulture);
}

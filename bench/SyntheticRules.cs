using System.Text;

namespace KosmosProbe.Bench;

/// <summary>Any number of rules of four common kinds, each with texts of its own, of which no event speaks.</summary>
internal static class SyntheticRules
{
    private static readonly CompositeFormat[] Conditions =
    [
        .. new[]
        {
            "evt.type in (open, openat, openat2) and evt.is_open_read=true and fd.name startswith /srv/data{0}/",
            "evt.type in (open, openat, openat2) and evt.is_open_write=true and fd.filename = secret{0}.txt",
            "evt.type in (execve, execveat) and proc.name = tool{0} and proc.cmdline contains x{0}",
            "evt.type in (connect, openat, execve) and proc.name in (agent{0}, helper{0}) and container.id != host",
        }.Select(CompositeFormat.Parse),
    ];

    /// <summary>A rules file with them.</summary>
    /// <param name="count">How many.</param>
    public static string Text(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            string condition = string.Format(null, Conditions[i % Conditions.Length], i);
            text.Append(null, $"- rule: r{i}\n  desc: d\n  condition: {condition}\n");
            text.Append("  output: o %proc.name\n  priority: INFO\n");
        }

        return text.ToString();
    }
}

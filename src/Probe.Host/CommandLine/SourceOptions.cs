using System.CommandLine;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// <c>--enable-source</c> and <c>--disable-source</c>: there is one source, so that they can only be right or wrong.
/// </summary>
internal sealed class SourceOptions
{
    private const string Source = "syscall";

    private readonly Option<string[]> _enable = new("--enable-source")
    {
        HelpName = "event_source",
        Description = "Enable an event source; there is one: syscall. May be repeated, not with --disable-source.",
    };

    private readonly Option<string[]> _disable = new("--disable-source")
    {
        HelpName = "event_source",
        Description = "Turn off an event source; not all may be. May be repeated, not with --enable-source.",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_enable, _disable];

    /// <summary>Refuses what cannot be done.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="ProbeException">An unknown source, both options, or nothing left.</exception>
    public void Check(ParseResult parsed)
    {
        string[] enabled = parsed.GetValue(_enable) ?? [];
        string[] disabled = parsed.GetValue(_disable) ?? [];
        if (enabled.Length > 0 && disabled.Length > 0)
        {
            throw new ProbeException("--enable-source and --disable-source cannot be given together");
        }

        if (enabled.Concat(disabled).FirstOrDefault(static name => name != Source) is { } unknown)
        {
            throw new ProbeException($"there is no event source '{unknown}'; there is: {Source}");
        }

        if (disabled.Length > 0)
        {
            throw new ProbeException($"--disable-source {Source} leaves no event source; one must stay enabled");
        }
    }
}

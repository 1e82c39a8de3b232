using System.CommandLine;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// <c>--enable-source</c> and <c>--disable-source</c>: system calls are watched, and audit events taken where
/// configuration says so; either can be left out of one run.
/// </summary>
internal sealed class SourceOptions
{
    private static readonly string[] Sources = [SyscallFields.Source, AuditSource.Name];

    private readonly Option<string[]> _enable = new("--enable-source")
    {
        HelpName = "event_source",
        Description = "Leave out the event sources that are not named: syscall, k8s_audit. May be repeated, not with "
            + "--disable-source.",
    };

    private readonly Option<string[]> _disable = new("--disable-source")
    {
        HelpName = "event_source",
        Description = "Leave out an event source. May be repeated, not with --enable-source.",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_enable, _disable];

    /// <summary>The sources that are left out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="ProbeException">An unknown source, or both options.</exception>
    public IReadOnlySet<string> LeftOut(ParseResult parsed)
    {
        string[] enabled = parsed.GetValue(_enable) ?? [];
        string[] disabled = parsed.GetValue(_disable) ?? [];
        if (enabled.Length > 0 && disabled.Length > 0)
        {
            throw new ProbeException("--enable-source and --disable-source cannot be given together");
        }

        if (enabled.Concat(disabled).FirstOrDefault(static name => !Sources.Contains(name)) is { } unknown)
        {
            throw new ProbeException(
                $"there is no event source '{unknown}'; there are: {string.Join(", ", Sources)}");
        }

        return (enabled.Length > 0 ? Sources.Except(enabled) : disabled).ToHashSet();
    }

    /// <summary>Refuses a run that no events would come to.</summary>
    /// <param name="options">The run's.</param>
    /// <exception cref="ProbeException">No source is on, or the one that is needed is not.</exception>
    public static void Demand(ProbeOptions options)
    {
        if (options.WatchesSyscalls) return;
        if (options.CaptureFile is not null || options.Record is not null)
        {
            throw new ProbeException(
                "system calls are left out (--disable-source, --enable-source or engine.kind), and there is nothing "
                    + "else to replay or to record");
        }

        if (!options.Audit.IsOn)
        {
            throw new ProbeException(
                $"no event source is left: system calls are left out, and {AuditSource.Name} is off; set "
                    + "engine.k8s_audit.enabled or engine.k8s_audit.file");
        }
    }
}

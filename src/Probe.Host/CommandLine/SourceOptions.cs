using System.CommandLine;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Host.CommandLine;

/// <summary>
/// <c>--enable-source</c> and <c>--disable-source</c>: system calls are always watched, audit events where
/// configuration says so; they can be left out of one run.
/// </summary>
internal sealed class SourceOptions
{
    private static readonly string[] Sources = [SyscallFields.Source, AuditSource.Name];

    private readonly Option<string[]> _enable = new("--enable-source")
    {
        HelpName = "event_source",
        Description = "Leave out the event sources that are not named: syscall, k8s_audit; syscall must be. May be "
            + "repeated, not with --disable-source.",
    };

    private readonly Option<string[]> _disable = new("--disable-source")
    {
        HelpName = "event_source",
        Description = "Leave out an event source; not syscall. May be repeated, not with --enable-source.",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_enable, _disable];

    /// <summary>Refuses what cannot be done.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>Whether audit events are left out.</returns>
    /// <exception cref="ProbeException">An unknown source, both options, or nothing left.</exception>
    public bool Check(ParseResult parsed)
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

        if (disabled.Contains(SyscallFields.Source))
        {
            throw new ProbeException(
                $"--disable-source {SyscallFields.Source} leaves no event source; one must stay enabled");
        }

        if (enabled.Length > 0 && !enabled.Contains(SyscallFields.Source))
        {
            throw new ProbeException(
                $"--enable-source {AuditSource.Name} needs --enable-source {SyscallFields.Source} beside it");
        }

        return disabled.Length > 0 || (enabled.Length > 0 && !enabled.Contains(AuditSource.Name));
    }
}

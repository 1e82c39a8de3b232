using System.Globalization;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Live;

/// <summary>
/// syscall_event_timeouts: tells when the kernel's programs have seen no system call at all for so long that something
/// must be wrong. Falco counts waits of 30 ms that end without an event; here the kernel hands over what rules want
/// alone, and silence is usual, so what the programs have seen is looked at.
/// </summary>
/// <param name="options">How many such waits may follow each other.</param>
/// <param name="internals">Where it is told.</param>
internal sealed class EventTimeoutReport(EventTimeoutOptions options, InternalAlerts internals)
{
    /// <summary>Stands where a rule's name stands.</summary>
    public const string Rule = "Falco internal: timeouts notification";

    private const long WaitMs = 30;

    private ulong _seen;
    private long _quietSinceMs = Environment.TickCount64;
    private DateTime? _lastEvent;

    /// <summary>Looks whether there is still something going on. To be called about once a second.</summary>
    /// <param name="seen">System calls that the programs have seen since the start.</param>
    /// <param name="nowMs">A clock that never goes back.</param>
    public void Look(ulong seen, long nowMs)
    {
        if (seen != _seen)
        {
            _seen = seen;
            _quietSinceMs = nowMs;
            _lastEvent = DateTime.Now;
            return;
        }

        if (nowMs - _quietSinceMs <= WaitMs * options.MaxConsecutives) return;
        _quietSinceMs = nowMs;
        string last = _lastEvent?.ToString("HH:mm:ss.fffffff'00'", CultureInfo.InvariantCulture) ?? "none";
        internals.Post(
            Rule, Priority.Debug, $"{Rule}. {options.MaxConsecutives} consecutive timeouts without event.",
            InternalField.Text("last_event_time", last));
    }
}

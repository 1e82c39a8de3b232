using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace KosmosProbe.Host.Live;

/// <summary>
/// Tells systemd (NOTIFY_SOCKET, <c>Type=notify</c>) how far a run is; does nothing elsewhere. The library's own host
/// lifetime is not used: it would take over signals and the form of log lines, and only as a direct child of systemd.
/// </summary>
internal static class SystemdState
{
    /// <summary>Tells of the start's end, when everything is attached and read, and of the stop's start.</summary>
    /// <param name="lifetime">Of the run.</param>
    public static void Follow(IHostApplicationLifetime lifetime)
    {
        var notifier = new SystemdNotifier();
        if (!notifier.IsEnabled) return;
        lifetime.ApplicationStarted.Register(() => notifier.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => notifier.Notify(ServiceState.Stopping));
    }
}

using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>The least important of the probe's own messages that are shown; may change while it runs.</summary>
internal sealed class LogThreshold
{
    private volatile LogLevel _least;

    /// <summary>A threshold.</summary>
    /// <param name="least">To begin with.</param>
    public LogThreshold(LogLevel least) => _least = least;

    /// <summary>The level from which on messages are shown.</summary>
    public LogLevel Least
    {
        get => _least;
        set => _least = value;
    }
}

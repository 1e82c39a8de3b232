using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// syslog_output: each alert is a message to the system's log, of facility <c>user</c> and with the rule's priority as
/// severity, which have the same numbers. The C library's call is not used: it does not say when nobody listens.
/// </summary>
/// <param name="path">Where the log listens: a datagram or a stream socket.</param>
internal sealed class SyslogOutput(string path) : IAlertOutput
{
    /// <summary>Where it listens on every Linux.</summary>
    public const string UsualPath = "/dev/log";

    private readonly ByteBuffer _message = new();
    private readonly SyslogSocket _log = new(path);

    /// <inheritdoc/>
    public string Name => "syslog";

    /// <inheritdoc/>
    public int AlertsMax => 1;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<OutgoingAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            _message.Clear();
            SyslogSocket.AppendHead(_message, (int)alert.Priority);
            _message.Append(alert.Message.Span);
            var failure = _log.Send(_message.Written);
            if (failure is not null) throw new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}

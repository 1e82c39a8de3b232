using System.Globalization;
using System.Net.Sockets;
using System.Text;
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

    private const int FacilityUser = 1 << 3;
    private const int MessageBytesMin = 1024;

    // Falco's name, so that filters of the log go on working.
    private const string Identity = "falco";

    private readonly ByteBuffer _message = new();
    private Socket? _socket;

    /// <inheritdoc/>
    public string Name => "syslog";

    /// <inheritdoc/>
    public int AlertsMax => 1;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<OutgoingAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            Compose(alert);
            bool isFresh = _socket is null;
            var failure = Send();

            // Who listened may have been started again since.
            if (failure is not null && !isFresh) failure = Send();
            if (failure is not null) throw new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Compose(OutgoingAlert alert)
    {
        string time = DateTime.Now.ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (time[4] == '0') time = $"{time[..4]} {time[5..]}";
        _message.Clear();
        _message.Append(Encoding.ASCII.GetBytes($"<{FacilityUser | (int)alert.Priority}>{time} {Identity}: "));
        _message.Append(alert.Message.Span);
    }

    private SocketException? Send()
    {
        try
        {
            _socket ??= Connect();
            if (_socket.SocketType == SocketType.Stream) SendOnStream(_socket);
            else SendAsDatagram(_socket);
            return null;
        }
        catch (SocketException e)
        {
            Close();
            return e;
        }
    }

    private void SendOnStream(Socket socket)
    {
        // A zero ends each message.
        int sent = 0;
        while (sent < _message.Length) sent += socket.Send(_message.Written[sent..]);
        socket.Send("\0"u8);
    }

    private void SendAsDatagram(Socket socket)
    {
        int length = _message.Length;
        while (true)
        {
            try
            {
                socket.Send(_message.Written[..length]);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize && length > MessageBytesMin)
            {
                // A datagram has a largest size, which the kernel does not tell: rather the beginning than nothing.
                length /= 2;
            }
        }
    }

    private Socket Connect()
    {
        try
        {
            return Connect(SocketType.Dgram);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ProtocolType)
        {
            return Connect(SocketType.Stream);
        }
    }

    private Socket Connect(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// A connection to the system's log. The C library's calls are not used: they do not say when nobody listens.
/// </summary>
/// <param name="path">Where the log listens: a datagram or a stream socket.</param>
internal sealed class SyslogSocket(string path) : IDisposable
{
    private const int FacilityUser = 1 << 3;
    private const int MessageBytesMin = 1024;

    // Falco's name, so that filters of the log go on working.
    private const string Identity = "falco";

    private Socket? _socket;

    /// <summary>Writes what every message begins with: facility <c>user</c>, severity, time and name.</summary>
    /// <param name="message">Where to.</param>
    /// <param name="severity">From 0, emergency, to 7, debug.</param>
    public static void AppendHead(ByteBuffer message, int severity)
    {
        string time = DateTime.Now.ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (time[4] == '0') time = $"{time[..4]} {time[5..]}";
        message.Append(Encoding.ASCII.GetBytes($"<{FacilityUser | severity}>{time} {Identity}: "));
    }

    /// <summary>Sends a message; may wait for who listens.</summary>
    /// <param name="message">Its head and text.</param>
    /// <returns>Why it was not taken; null when it was.</returns>
    public SocketException? Send(ReadOnlySpan<byte> message)
    {
        bool isFresh = _socket is null;
        var failure = SendOnce(message);

        // Who listened may have been started again since.
        return failure is not null && !isFresh ? SendOnce(message) : failure;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private SocketException? SendOnce(ReadOnlySpan<byte> message)
    {
        try
        {
            _socket ??= Connect();
            if (_socket.SocketType == SocketType.Stream) SendOnStream(_socket, message);
            else SendAsDatagram(_socket, message);
            return null;
        }
        catch (SocketException e)
        {
            Close();
            return e;
        }
    }

    private static void SendOnStream(Socket socket, ReadOnlySpan<byte> message)
    {
        // A zero ends each message.
        int sent = 0;
        while (sent < message.Length) sent += socket.Send(message[sent..]);
        socket.Send("\0"u8);
    }

    private static void SendAsDatagram(Socket socket, ReadOnlySpan<byte> message)
    {
        int length = message.Length;
        while (true)
        {
            try
            {
                socket.Send(message[..length]);
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

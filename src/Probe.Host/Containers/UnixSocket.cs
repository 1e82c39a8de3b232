using System.Net.Sockets;

namespace KosmosProbe.Host.Containers;

/// <summary>HTTP over a unix socket.</summary>
internal static class UnixSocket
{
    /// <summary>A handler whose every connection goes to a socket.</summary>
    /// <param name="path">Of the socket.</param>
    public static SocketsHttpHandler Handler(string path) => new()
    {
        ConnectCallback = (_, cancel) => ConnectAsync(path, cancel),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseHeadersLength = 64,
    };

    /// <summary>Tells one life of a socket from the next; null: there is none.</summary>
    /// <param name="path">Of the socket.</param>
    public static string? Identity(string path)
    {
        // A runtime that starts makes its socket anew.
        var file = new FileInfo(path);
        return file.Exists ? $"{file.CreationTimeUtc.Ticks} {file.LastWriteTimeUtc.Ticks}" : null;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }
}

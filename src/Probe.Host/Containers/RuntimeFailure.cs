using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;

namespace KosmosProbe.Host.Containers;

/// <summary>What may go wrong when a runtime is asked.</summary>
internal static class RuntimeFailure
{
    /// <summary>Whether it is the runtime's fault, the socket's or the clock's, and not the probe's own.</summary>
    /// <param name="e">What was thrown.</param>
    public static bool IsExpected(Exception e) =>
        e is RpcException or HttpRequestException or IOException or SocketException or JsonException
            or InvalidDataException or OperationCanceledException or UnauthorizedAccessException
            or ArgumentOutOfRangeException { ParamName: "path" };

    /// <summary>One line about it.</summary>
    /// <param name="e">What was thrown.</param>
    public static string Describe(Exception e) => e switch
    {
        RpcException { Status.DebugException: { } inner } => Describe(inner),
        RpcException rpc => $"{rpc.StatusCode}: {OneLine(rpc.Status.Detail)}",
        HttpRequestException { InnerException: { } inner } => Describe(inner),
        _ => OneLine(e.Message),
    };

    private static string OneLine(string text)
    {
        const int LengthMax = 200;
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= LengthMax ? line : $"{line[..LengthMax]}…";
    }
}

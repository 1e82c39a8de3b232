using Grpc.Core;
using Grpc.Net.Client;
using KosmosProbe.Host.Outputs.Delivery;
using KosmosProbe.Host.Outputs.Otlp.Proto;

namespace KosmosProbe.Host.Outputs.Otlp;

/// <summary>Sends alerts in batches, as OTLP over gRPC.</summary>
/// <param name="endpoint">Scheme, host and port.</param>
/// <param name="headers">Sent with each call.</param>
/// <param name="connections">How; disposed with this.</param>
/// <param name="isCompressed">Whether requests are compressed.</param>
/// <param name="records">Makes records of alerts.</param>
internal sealed class OtlpGrpcSender(
    Uri endpoint, IReadOnlyDictionary<string, string> headers, HttpConnections connections, bool isCompressed,
    LogRecords records) : IAlertSender
{
    private const int AnswerBytesMax = 64 * 1024;

    private readonly Metadata _metadata = MetadataOf(headers, isCompressed);
    private SocketsHttpHandler? _handler;
    private GrpcChannel? _channel;

    /// <inheritdoc/>
    public int BatchMax => OtlpHttpSender.RecordsMax;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancel)
    {
        var request = records.Request(alerts);
        try
        {
            var client = new LogsService.LogsServiceClient(Channel());
            using var call = client.ExportAsync(request, _metadata, deadline: null, cancel);
            return OtlpHttpSender.ToResult(await call.ResponseAsync.ConfigureAwait(false));
        }
        catch (RpcException e)
        {
            cancel.ThrowIfCancellationRequested();
            connections.LookSoon();
            return ToResult(e.Status);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel?.Dispose();
        connections.Dispose();
    }

    // Only the argument itself can be what is wrong with a batch; all else is about the receiver.
    private static SendResult ToResult(Status status)
    {
        string inner = status.DebugException?.GetBaseException().Message ?? "";
        string reason = $"{status.StatusCode}: {(inner.Length > 0 ? inner : status.Detail)}";
        return new SendResult(
            status.StatusCode == StatusCode.InvalidArgument ? SendOutcome.Refused : SendOutcome.Failed, reason);
    }

    private static Metadata MetadataOf(IReadOnlyDictionary<string, string> headers, bool isCompressed)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in headers) metadata.Add(name, value);
        if (isCompressed) metadata.Add("grpc-internal-encoding-request", "gzip");
        return metadata;
    }

    private GrpcChannel Channel()
    {
        var handler = connections.Handler;
        if (_channel is not null && handler == _handler) return _channel;
        _channel?.Dispose();
        _handler = handler;
        return _channel = GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = false,
            MaxReceiveMessageSize = AnswerBytesMax,
            MaxRetryAttempts = null,
        });
    }
}

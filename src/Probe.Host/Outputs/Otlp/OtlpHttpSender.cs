using Google.Protobuf;
using KosmosProbe.Host.Outputs.Delivery;
using KosmosProbe.Host.Outputs.Otlp.Proto;

namespace KosmosProbe.Host.Outputs.Otlp;

/// <summary>Sends alerts in batches, as OTLP in protobuf over HTTP.</summary>
/// <param name="post">How; disposed with this.</param>
/// <param name="records">Makes records of alerts.</param>
internal sealed class OtlpHttpSender(HttpPost post, LogRecords records) : IAlertSender
{
    /// <summary>Records in one request.</summary>
    public const int RecordsMax = 100;

    private const string MediaType = "application/x-protobuf";

    /// <inheritdoc/>
    public int BatchMax => RecordsMax;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancel)
    {
        byte[] body = records.Request(alerts).ToByteArray();
        var (answer, failure) = await post.PostAsync(body, MediaType, null, cancel).ConfigureAwait(false);
        if (answer is not { } got) return SendResult.Failed(failure);
        return got.IsSuccess ? ToResult(Parse(got.Body)) : got.ToResult();
    }

    /// <summary>What an answer says of the records.</summary>
    /// <param name="answer">The answer.</param>
    internal static SendResult ToResult(ExportLogsServiceResponse answer) =>
        answer.PartialSuccess is { RejectedLogRecords: > 0 } part
            ? new SendResult(SendOutcome.Delivered, part.ErrorMessage) { Rejected = part.RejectedLogRecords }
            : SendResult.Delivered;

    /// <inheritdoc/>
    public void Dispose() => post.Dispose();

    // Some receivers answer success with a body of their own; the status is what counts.
    private static ExportLogsServiceResponse Parse(byte[] body)
    {
        try
        {
            return ExportLogsServiceResponse.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            return new ExportLogsServiceResponse();
        }
    }
}

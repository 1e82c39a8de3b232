using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>Sends alerts one by one, each as the body of a request: <c>http_output</c> and <c>webhooks</c>.</summary>
/// <param name="sink">The sink's name, for messages.</param>
/// <param name="post">How; disposed with this.</param>
/// <param name="form">What a body looks like.</param>
/// <param name="isEchoed">Whether answers are shown.</param>
/// <param name="log">Where.</param>
internal sealed class HttpSender(string sink, HttpPost post, BodyForm form, bool isEchoed, ILogger log)
    : IAlertSender
{
    /// <inheritdoc/>
    public int BatchMax => 1;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancel)
    {
        var alert = alerts[0];
        var body = form.Write(alert);
        var (answer, failure) = await post.PostAsync(body, BodyForm.TypeOf(body), alert.Id, cancel)
            .ConfigureAwait(false);
        if (answer is not { } got) return SendResult.Failed(failure);
        if (isEchoed) log.Answered(sink, (int)got.Status, got.Text);
        return got.ToResult();
    }

    /// <inheritdoc/>
    public void Dispose() => post.Dispose();
}

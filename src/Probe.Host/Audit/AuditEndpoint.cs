using System.IO.Compression;
using KosmosProbe.Host.Configuration.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// What the endpoint answers: 200 once the events wait to be judged, 400 with the reason for what holds none, 429 for
/// what is to be sent again, which an API server does by itself.
/// </summary>
/// <param name="options">The path and the limits.</param>
/// <param name="intake">Where events go.</param>
/// <param name="token">What clients must send; null: nothing.</param>
internal sealed class AuditEndpoint(AuditOptions options, AuditIntake intake, BearerToken? token)
{
    private const string RetryAfterSeconds = "1";

    /// <summary>How long a request's body may take.</summary>
    public TimeSpan BodyMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (Refusal(context) is { } refusal)
        {
            await RefuseAsync(context, refusal.Status, refusal.Outcome, refusal.Reason).ConfigureAwait(false);
            return;
        }

        var bytes = intake.NewBytes();
        var (status, outcome, reason) = await ReadAsync(context, bytes).ConfigureAwait(false);
        if (outcome != AuditOutcome.Accepted)
        {
            bytes.Dispose();
            await RefuseAsync(context, status, outcome, reason).ConfigureAwait(false);
            return;
        }

        outcome = intake.Take(bytes, out reason);
        status = outcome switch
        {
            AuditOutcome.Accepted => StatusCodes.Status200OK,
            AuditOutcome.Busy => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        };
        await SendAsync(context, status, reason).ConfigureAwait(false);
    }

    // What can be said before the body is looked at.
    private (int Status, AuditOutcome Outcome, string Reason)? Refusal(HttpContext context)
    {
        var request = context.Request;
        string? encoding = request.Headers.ContentEncoding;
        return token is not null && !token.Allows(request.Headers.Authorization)
            ? (StatusCodes.Status401Unauthorized, AuditOutcome.Unauthorized, "a bearer token is needed")
            : request.Path.Value != options.Endpoint
            ? (StatusCodes.Status404NotFound, AuditOutcome.Misdirected, $"there is {options.Endpoint} alone")
            : !HttpMethods.IsPost(request.Method)
            ? (StatusCodes.Status405MethodNotAllowed, AuditOutcome.Misdirected, "only POST")
            : !string.IsNullOrEmpty(encoding) && encoding is not ("gzip" or "identity")
            ? (StatusCodes.Status415UnsupportedMediaType, AuditOutcome.Misdirected, "the only encoding is gzip")
            : request.ContentLength > options.BodyBytesMax
            ? TooLarge()
            : null;
    }

    private async Task<(int Status, AuditOutcome Outcome, string Reason)> ReadAsync(
        HttpContext context, AuditBytes bytes)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        late.CancelAfter(BodyMax);
        bool isPacked = context.Request.Headers.ContentEncoding == "gzip";
        var body = isPacked
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true)
            : context.Request.Body;
        try
        {
            return await CopyAsync(body, bytes, late.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : (e.StatusCode, AuditOutcome.Incomplete, e.Message);
        }
        catch (InvalidDataException e)
        {
            return (StatusCodes.Status400BadRequest, AuditOutcome.Malformed, $"the body is not gzip: {e.Message}");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return (StatusCodes.Status408RequestTimeout, AuditOutcome.Incomplete, "the body did not come to its end");
        }
        finally
        {
            if (isPacked) await body.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<(int Status, AuditOutcome Outcome, string Reason)> CopyAsync(
        Stream body, AuditBytes bytes, CancellationToken stop)
    {
        while (true)
        {
            var room = bytes.Room();
            if (room.IsEmpty && bytes.IsFull)
            {
                byte[] one = new byte[1];
                return await body.ReadAsync(one, stop).ConfigureAwait(false) == 0 ? default : TooLarge();
            }

            if (room.IsEmpty)
            {
                return (StatusCodes.Status429TooManyRequests, AuditOutcome.Busy, "too much waits to be judged");
            }

            int read = await body.ReadAsync(room, stop).ConfigureAwait(false);
            if (read == 0) return default;
            bytes.Advance(read);
        }
    }

    private (int Status, AuditOutcome Outcome, string Reason) TooLarge() => (
        StatusCodes.Status413PayloadTooLarge, AuditOutcome.TooLarge,
        $"the body is larger than {options.BodyBytesMax} bytes");

    private Task RefuseAsync(HttpContext context, int status, AuditOutcome outcome, string reason)
    {
        intake.Counters.Count(outcome, reason);

        // What is left of a body is not worth reading: the connection ends with the answer.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            context.Response.Headers.Connection = "close";
        }

        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (status == StatusCodes.Status405MethodNotAllowed) context.Response.Headers.Allow = "POST";
        return SendAsync(context, status, reason);
    }

    private static Task SendAsync(HttpContext context, int status, string text)
    {
        if (context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        if (text.Length == 0) return Task.CompletedTask;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}

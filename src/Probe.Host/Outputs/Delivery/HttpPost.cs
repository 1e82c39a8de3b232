using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>What a server answered.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">The start of the body.</param>
/// <param name="Pause">How long it asks to be left alone.</param>
internal readonly record struct HttpAnswer(HttpStatusCode Status, byte[] Body, TimeSpan Pause)
{
    private const int ShownMax = 200;

    /// <summary>2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body itself is refused: it would be each time.</summary>
    public bool IsRefusal => Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    /// <summary>The start of the body on one line.</summary>
    public string Text
    {
        get
        {
            string text = Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, ShownMax)));
            return string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        }
    }

    /// <summary>As the outcome of an attempt.</summary>
    public SendResult ToResult()
    {
        if (IsSuccess) return SendResult.Delivered;
        string text = Text;
        string reason = $"it answers {(int)Status} {Status}{(text.Length > 0 ? $": {text}" : "")}";
        return new SendResult(IsRefusal ? SendOutcome.Refused : SendOutcome.Failed, reason) { Pause = Pause };
    }
}

/// <summary>
/// Posts bodies to one URL, one at a time. A receiver that answers a compressed body with a refusal is given it once
/// more as it is; if it takes that, nothing is compressed for it any more.
/// </summary>
/// <param name="sink">The sink's name, for messages.</param>
/// <param name="url">Where to.</param>
/// <param name="headers">Sent with each request.</param>
/// <param name="connections">How; disposed with this.</param>
/// <param name="compressed">Whether bodies are compressed.</param>
/// <param name="log">Where it speaks.</param>
internal sealed class HttpPost(
    string sink, Uri url, IReadOnlyDictionary<string, string> headers, HttpConnections connections, bool compressed,
    ILogger log) : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024;

    // The header by which receivers can tell a repetition.
    private const string IdHeader = "Idempotency-Key";

    private bool _compresses = compressed;
    private SocketsHttpHandler? _handler;
    private HttpMessageInvoker? _invoker;

    /// <summary>Posts a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="id">The alert's id; null for none.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>The answer, or why there is none.</returns>
    public async Task<(HttpAnswer? Answer, string Failure)> PostAsync(
        ReadOnlyMemory<byte> body, string type, Guid? id, CancellationToken cancel)
    {
        try
        {
            var answer = await PostOnceAsync(body, type, id, _compresses, cancel).ConfigureAwait(false);
            if (_compresses && answer.IsRefusal)
            {
                string reason = $"{(int)answer.Status}";
                answer = await PostOnceAsync(body, type, id, false, cancel).ConfigureAwait(false);
                _compresses = !answer.IsSuccess;
                if (!_compresses) log.CompressionRefused(sink, reason);
            }

            return (answer, "");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            connections.LookSoon();
            return (null, Describe(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();

    private async Task<HttpAnswer> PostOnceAsync(
        ReadOnlyMemory<byte> body, string type, Guid? id, bool compress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ReadOnlyMemoryContent(compress ? Compress(body) : body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (compress) request.Content.Headers.ContentEncoding.Add("gzip");
        if (id is { } key) request.Headers.TryAddWithoutValidation(IdHeader, key.ToString("D"));
        foreach (var (name, value) in headers) Add(request, name, value);
        using var response = await Invoker().SendAsync(request, cancel).ConfigureAwait(false);
        byte[] answer = await ReadAsync(response.Content, cancel).ConfigureAwait(false);
        return new HttpAnswer(response.StatusCode, answer, SendResult.PauseOf(response.Headers.RetryAfter));
    }

    private HttpMessageInvoker Invoker()
    {
        var handler = connections.Handler;
        if (_invoker is not null && handler == _handler) return _invoker;
        _handler = handler;
        return _invoker = new HttpMessageInvoker(handler, disposeHandler: false);
    }

    // What the configuration names replaces what would be sent otherwise.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        HttpHeaders target = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? request.Content!.Headers
            : request.Headers;
        target.Remove(name);
        target.TryAddWithoutValidation(name, value);
    }

    // The rest of a longer answer is not read; its connection is not used again.
    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        using var stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        byte[] answer = new byte[Math.Min(content.Headers.ContentLength ?? AnswerBytesMax, AnswerBytesMax)];
        int length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancel)
            .ConfigureAwait(false);
        return answer[..length];
    }

    private static byte[] Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body.Span);
        return compressed.ToArray();
    }

    // The inner message says what is wrong with a certificate.
    private static string Describe(Exception e) =>
        e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{e.Message.TrimEnd('.')}: {inner.Message}"
            : e.Message;
}

using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>A docker engine, or podman, which speaks docker's interface: JSON in HTTP over a unix socket.</summary>
internal sealed class DockerRuntime : IContainerRuntime
{
    private const long AnswerBytesMax = 16 << 20;

    // An event has the container's labels.
    private const int EventBytesMax = 1 << 20;

    // Both engines call removal by a word of their own.
    private const string Events =
        """events?filters={"type":["container"],"event":["create","start","destroy","remove"]}""";

    private readonly HttpClient _client;
    private readonly string _type;

    /// <summary>Connects when it is first asked.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="kind">Docker or podman.</param>
    public DockerRuntime(string socket, RuntimeKind kind)
    {
        _type = kind == RuntimeKind.Podman ? "podman" : "docker";
        Title = _type;
        _client = new HttpClient(UnixSocket.Handler(socket))
        {
            BaseAddress = new Uri("http://localhost/"),
            MaxResponseContentBufferSize = AnswerBytesMax,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public string Title { get; private set; }

    /// <inheritdoc/>
    public async Task GreetAsync(CancellationToken cancel)
    {
        var version = await GetAsync("version", cancel);
        Title = version?.Text("Version") is { } number ? $"{_type} {number}" : _type;
    }

    /// <inheritdoc/>
    public async Task<ContainerDetails?> FindAsync(ContainerQuery query, CancellationToken cancel)
    {
        if (await GetAsync($"containers/{Uri.EscapeDataString(query.Id)}/json", cancel) is not { } container)
        {
            return null;
        }

        // Both engines take names and shortened ids as well; only the whole id is the one that was asked for.
        if (container.Text("Id") is { } found && found != query.Id)
        {
            if (found.StartsWith(query.Id, StringComparison.Ordinal) || DockerDetails.Name(container) == query.Id)
            {
                return null;
            }

            throw new InvalidDataException($"asked for {query.Id}, it answered about '{found}'");
        }

        var image = container.Text("Image") is { Length: > 0 } id
            ? await GetAsync($"images/{Uri.EscapeDataString(id)}/json", cancel)
            : null;
        return DockerDetails.Of(query.Id, container, image, _type);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var list = await GetAsync("containers/json", cancel);
        return list is { } found ? [.. found.Items().Select(static one => one.Text("Id")).OfType<string>()] : [];
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeChange> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await _client.GetAsync(Events, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var reader = new JsonLines(stream, EventBytesMax);
        while (await reader.NextAsync(cancel) is { } change)
        {
            if (change.Text("Actor", "ID") is { } id && change.Text("Action") is { } action)
            {
                yield return new RuntimeChange(id, action is "destroy" or "remove");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonElement?> GetAsync(string path, CancellationToken cancel)
    {
        using var answer = await _client.GetAsync(path, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancel);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Reads a stream of JSON documents, one a line, of which none may be long: who sends them is not trusted.
/// </summary>
/// <param name="stream">The stream; stays open.</param>
/// <param name="bytesMax">Of a line.</param>
internal sealed class JsonLines(Stream stream, int bytesMax)
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>The next document; null at the end.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    /// <exception cref="JsonException">A line is no document.</exception>
    public async Task<JsonElement?> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancel);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted && buffer.Length <= bytesMax)
            {
                _reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            var line = end is { } newline ? buffer.Slice(0, newline) : buffer;
            if (line.Length > bytesMax) throw new InvalidDataException($"a line of more than {bytesMax} bytes");
            if (end is null && line.IsEmpty) return null;
            JsonElement? document = IsBlank(line) ? null : Parse(line);
            _reader.AdvanceTo(end is { } at ? buffer.GetPosition(1, at) : buffer.End);
            if (document is not null) return document;
        }
    }

    private static JsonElement Parse(in ReadOnlySequence<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        }

        return true;
    }
}

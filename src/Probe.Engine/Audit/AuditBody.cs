using System.Text.Json;
using System.Text.Unicode;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// Looks through JSON that holds audit events: an event, an <c>EventList</c>, or an array of these. It is read once
/// from end to end without being kept, so that nothing malformed comes further and what it costs does not depend on
/// what it says. Reused; one thread.
/// </summary>
public sealed class AuditBody
{
    private readonly AuditLimits _limits;
    private readonly JsonReaderOptions _options;
    private readonly List<AuditSlice> _events = [];
    private readonly List<AuditSlice> _items = [];

    /// <summary>A reader.</summary>
    /// <param name="limits">What is taken at most.</param>
    public AuditBody(AuditLimits limits)
    {
        _limits = limits;
        _options = new JsonReaderOptions { MaxDepth = limits.DepthMax };
    }

    /// <summary>Where the events lie, in order. Lifetime: until the next call.</summary>
    public IReadOnlyList<AuditSlice> Events => _events;

    /// <summary>Parts that are no events, or too large, and were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Looks for events. False, with the reason, when there are none or the JSON is faulty.</summary>
    /// <param name="body">The bytes; not kept.</param>
    /// <param name="reason">What is wrong, for whoever sent it.</param>
    public bool TryRead(ReadOnlySpan<byte> body, out string reason)
    {
        _events.Clear();
        LeftOut = 0;
        reason = body.IsEmpty ? "the body is empty"
            : !Utf8.IsValid(body) ? "the body is not UTF-8"
            : !SurrogateEscapes.ArePaired(body) ? "the body has half a surrogate pair in an escape"
            : "";
        if (reason.Length > 0) return false;
        try
        {
            var reader = new Utf8JsonReader(body, _options);
            reader.Read();
            ReadAny(ref reader);
            reader.Read();
        }
        catch (JsonException e)
        {
            reason = $"the body is not JSON as it should be: {e.Message}";
            _events.Clear();
            return false;
        }

        reason = _events.Count > 0 ? ""
            : LeftOut > 0 ? "there is no audit event: `kind` must be Event or EventList, and `auditID` a text"
            : "there are no audit events";
        return _events.Count > 0;
    }

    private void ReadAny(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) ReadPart(ref reader);
        }
        else
        {
            ReadPart(ref reader);
        }
    }

    private void ReadPart(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader);
            return;
        }

        reader.Skip();
        LeftOut++;
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        var kind = Kind.None;
        bool hasId = false;
        _items.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                kind = KindOf(ref reader);
            }
            else if (reader.ValueTextEquals("auditID"u8))
            {
                hasId = ReadsText(ref reader);
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                ReadItems(ref reader);
                continue;
            }

            reader.Skip();
        }

        if (kind == Kind.List)
        {
            foreach (var item in _items) Add(item, isEvent: item.Length > 0);
        }
        else
        {
            Add(new AuditSlice(start, (int)reader.BytesConsumed - start), kind == Kind.Event && hasId);
        }
    }

    // An item that is no event has no length.
    private void ReadItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            bool hasId = false;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    if (reader.ValueTextEquals("auditID"u8)) hasId = ReadsText(ref reader);
                    reader.Skip();
                }
            }
            else
            {
                reader.Skip();
            }

            _items.Add(new AuditSlice(start, hasId ? (int)reader.BytesConsumed - start : 0));
        }
    }

    private void Add(AuditSlice slice, bool isEvent)
    {
        if (isEvent && slice.Length <= _limits.EventBytesMax) _events.Add(slice);
        else LeftOut++;
    }

    private static bool ReadsText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
    }

    private static Kind KindOf(ref Utf8JsonReader reader) => reader.TokenType != JsonTokenType.String ? Kind.None
        : reader.ValueTextEquals("Event"u8) ? Kind.Event
        : reader.ValueTextEquals("EventList"u8) ? Kind.List
        : Kind.None;

    private enum Kind
    {
        None,
        Event,
        List,
    }
}

/// <summary>Where an event lies in the bytes it came in.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct AuditSlice(int Start, int Length);

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// The form that AEGIS reads: Falco's JSON, with the priority in lower case, the alert's <c>uuid</c>, and the container
/// at the top. Keys stay in alphabetical order, values as they are.
/// </summary>
internal static class AegisForm
{
    private static readonly JsonWriterOptions AsTheyAre = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes an alert.</summary>
    /// <param name="alert">The alert, its JSON in it.</param>
    public static ReadOnlyMemory<byte> Write(OutgoingAlert alert)
    {
        var buffer = new ArrayBufferWriter<byte>(alert.Json.Length + 128);
        using var whole = JsonDocument.Parse(alert.Json);
        using var writer = new Utf8JsonWriter(buffer, AsTheyAre);
        writer.WriteStartObject();
        writer.WriteString("container"u8, alert.Container);
        foreach (var property in whole.RootElement.EnumerateObject())
        {
            if (property.NameEquals("priority"u8))
            {
                writer.WriteString("priority"u8, Lower(alert.Priority));
            }
            else
            {
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
        }

        writer.WriteString("uuid"u8, alert.Id);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static string Lower(Engine.Rules.Priority priority) => priority.ToString().ToLowerInvariant();
}

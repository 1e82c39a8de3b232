using System.Text.Encodings.Web;
using System.Text.Json;

namespace KosmosProbe.Host.Listing;

/// <summary>How the lists' JSON looks: Falco escapes nothing that JSON lets stand.</summary>
internal static class JsonForm
{
    /// <summary>On several lines.</summary>
    public static readonly JsonSerializerOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>On one line.</summary>
    public static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

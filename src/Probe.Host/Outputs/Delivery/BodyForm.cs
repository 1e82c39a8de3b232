namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>What the body of a request looks like, and what it is.</summary>
/// <param name="Write">The body of an alert.</param>
internal sealed record BodyForm(Func<OutgoingAlert, ReadOnlyMemory<byte>> Write)
{
    private const string Json = "application/json";
    private const string Text = "text/plain";

    /// <summary>What Falco's own outputs get: JSON or text, as <c>json_output</c> says.</summary>
    public static readonly BodyForm AsConfigured = new(static alert => alert.Message);

    /// <summary>Falco's JSON, whole.</summary>
    public static readonly BodyForm Falco = new(static alert => alert.Json);

    /// <summary>As AEGIS reads it.</summary>
    public static readonly BodyForm Aegis = new(AegisForm.Write);

    /// <summary>The media type of a body. A line of text begins with its time.</summary>
    /// <param name="body">The body.</param>
    public static string TypeOf(ReadOnlyMemory<byte> body) => body.Span is [(byte)'{', ..] ? Json : Text;
}

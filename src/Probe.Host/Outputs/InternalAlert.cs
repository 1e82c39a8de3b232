using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Outputs;

/// <summary>A field of an internal alert, its value already as JSON.</summary>
/// <param name="Name">The key in output_fields.</param>
/// <param name="Json">The value.</param>
internal readonly record struct InternalField(string Name, string Json)
{
    /// <summary>A text.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value.</param>
    public static InternalField Text(string name, string value) =>
        new(name, Encoding.UTF8.GetString(JsonText.Encode(value)));

    /// <summary>A whole number.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value.</param>
    public static InternalField Number(string name, long value) =>
        new(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number that is not whole.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value; finite.</param>
    public static InternalField Number(string name, double value) =>
        new(name, value.ToString("R", CultureInfo.InvariantCulture));
}

/// <summary>What the probe has to say of itself by way of an alert.</summary>
/// <param name="Rule">Stands where a rule's name stands.</param>
/// <param name="Priority">How much it matters.</param>
/// <param name="Message">One line.</param>
/// <param name="Fields">What output_fields holds; at least one, or receivers refuse the alert.</param>
internal sealed record InternalAlert(
    string Rule, Priority Priority, string Message, IReadOnlyList<InternalField> Fields)
{
    /// <summary>When, as wall time in ns since the epoch.</summary>
    public long TimeNs { get; init; } = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;

    private const long NsPerTick = 100;
}

using System.Text.Json;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>A way in which we differ from the reference on purpose, told by the case and not by its number.</summary>
/// <param name="Reason">Why, for who reads the report.</param>
/// <param name="Covers">Whether a case is of that kind.</param>
internal sealed record Exemption(string Reason, Func<JsonElement, bool> Covers)
{
    /// <summary>Cases that the reference itself marks as an oddity that need not be copied.</summary>
    /// <param name="quirk">What the mark says, or a part of it.</param>
    public static Exemption OfQuirk(string quirk, string reason) =>
        new(reason, row => Text(row, "quirk").Contains(quirk, StringComparison.Ordinal));

    /// <summary>Cases whose condition holds a text.</summary>
    public static Exemption OfCondition(string part, string reason) =>
        new(reason, row => Text(row, "condition").Contains(part, StringComparison.Ordinal));

    /// <summary>A text member of a case; empty when it has none.</summary>
    public static string Text(JsonElement row, string member) =>
        row.TryGetProperty(member, out var value) ? value.GetString()! : string.Empty;
}

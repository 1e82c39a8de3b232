using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>A value that stands in a test, in the form in which its field's type is read.</summary>
/// <param name="Bytes">A text; empty for others.</param>
/// <param name="Number">A number, or 1 for true.</param>
/// <param name="Real">A floating-point number.</param>
/// <param name="Address">An address.</param>
internal readonly record struct InlineValue(
    byte[] Bytes, long Number = 0, double Real = 0, IpAddress Address = default)
{
    /// <summary>A number.</summary>
    /// <param name="number">It.</param>
    public static InlineValue Of(long number) => new([], number);

    /// <summary>A text.</summary>
    /// <param name="text">It.</param>
    public static InlineValue Of(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>The JSON of a container that was announced before announcements were JSON.</summary>
internal static class ContainerText
{
    private const int ParametersCount = 4;

    /// <summary>Text that ends in a zero byte; empty when the event does not have the parameters.</summary>
    /// <param name="parameters">Id, type, name and image.</param>
    public static ReadOnlySpan<byte> Json(ScapParameters parameters)
    {
        if (parameters.Count < ParametersCount || parameters.Length(1) < sizeof(uint))
        {
            return default;
        }

        uint type = BinaryPrimitives.ReadUInt32LittleEndian(parameters[1]);
        string id = Text(parameters[0]), name = Text(parameters[2]), image = Text(parameters[3]);
        return Encoding.Latin1.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{id}}","type":{{type}},"name":"{{name}}","image":"{{image}}"}{{'\0'}}"""));
    }

    // One character for each byte, so that the bytes stay what they are.
    private static string Text(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text.TrimEnd((byte)0));
}

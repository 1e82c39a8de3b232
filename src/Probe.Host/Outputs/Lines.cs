using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>Alerts as lines.</summary>
internal static class Lines
{
    /// <summary>Writes each alert and a newline in place of what a buffer holds.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <param name="destination">Where to.</param>
    public static void Join(IReadOnlyList<OutgoingAlert> alerts, ByteBuffer destination)
    {
        destination.Clear();
        foreach (var alert in alerts)
        {
            destination.Append(alert.Message.Span);
            destination.Append((byte)'\n');
        }
    }
}

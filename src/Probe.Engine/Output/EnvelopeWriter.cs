using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Writes alerts as the queue carries them (<see cref="AlertEnvelope"/>): the event thread's last step. Where the
/// configured form already is the whole JSON object, it is written once. Allocates nothing once its buffers have grown
/// to the largest alert. One thread.
/// </summary>
/// <param name="options">How to write, and which forms.</param>
public sealed class EnvelopeWriter(AlertOptions options)
{
    private static readonly int HeaderBytes = Unsafe.SizeOf<AlertEnvelope.Header>();

    private readonly AlertWriter _configured = new(options);
    private readonly AlertOptions? _whole = options.AlsoWholeJson && !options.IsWholeJson ? options.WholeJson : null;

    /// <summary>Writes an alert in place of what the buffer holds.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="destination">Where to.</param>
    public void Write(in Alert alert, ByteBuffer destination)
    {
        destination.Clear();
        destination.AppendRepeated(0, HeaderBytes);
        var header = new AlertEnvelope.Header
        {
            TimeNs = alert.Context.Node.Clock.ToWallNs(alert.Context.Event.Header.TimeNs),
            Priority = alert.Output.Priority,
            RuleBytes = alert.Output.Rule.Length,
        };
        destination.Append(alert.Output.Rule);
        int start = destination.Length;
        destination.Append(
            alert.Context.Node.Audit is { } audit ? audit.PlaceName(alert.Context.Node.Scratch)
                : alert.Context.Thread.Cgroup.DisplayName);
        header.ContainerBytes = destination.Length - start;

        start = destination.Length;
        _configured.Write(alert, destination);
        header.MessageBytes = destination.Length - start;
        if (_whole is not null)
        {
            start = destination.Length;
            _configured.WriteAgain(alert, _whole, destination);
            header.JsonBytes = destination.Length - start;
        }
        else if (options.AlsoWholeJson)
        {
            header.JsonBytes = AlertEnvelope.Header.SameAsMessage;
        }

        MemoryMarshal.Write(destination.At(0, HeaderBytes), in header);
    }
}

using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>Writes alerts to a stream, one line each and all lines of a write in one call.</summary>
/// <param name="name">The output's name.</param>
/// <param name="stream">Where to; not disposed: standard output is not ours to close.</param>
internal sealed class LineStream(string name, Stream stream) : IAlertOutput
{
    private readonly ByteBuffer _lines = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int AlertsMax => int.MaxValue;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<OutgoingAlert> alerts)
    {
        Lines.Join(alerts, _lines);
        stream.Write(_lines.Written);
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Writes alerts byte for byte as Falco does: a JSON object with its keys in alphabetical order, or a line of text with
/// the same escapes and no quotes around it. No newline at the end. Allocates nothing once its buffers have grown to
/// the largest alert. One thread.
/// </summary>
/// <param name="options">How to write.</param>
public sealed class AlertWriter(AlertOptions options)
{
    // Text is escaped only when whole: a character may be split over two fields, or cut by a width.
    private readonly ByteBuffer _raw = new();
    private readonly ByteBuffer _scratch = new();
    private int _messageAt;

    /// <summary>Writes an alert at the end of a buffer.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="destination">Where to.</param>
    public void Write(in Alert alert, ByteBuffer destination)
    {
        WriteRaw(alert);
        WriteForm(alert, options, destination);
    }

    /// <summary>Writes the alert that was written last once more, in another form.</summary>
    /// <param name="alert">The same alert.</param>
    /// <param name="form">How to write it; the time at its start stays the first one's.</param>
    /// <param name="destination">Where to.</param>
    internal void WriteAgain(in Alert alert, AlertOptions form, ByteBuffer destination) =>
        WriteForm(alert, form, destination);

    private void WriteForm(in Alert alert, AlertOptions form, ByteBuffer destination)
    {
        if (form.Form == AlertForm.Text)
        {
            JsonText.WriteEscaped(_raw.Written, destination);
            return;
        }

        destination.Append("{\"hostname\":"u8);
        JsonText.WriteString(alert.Context.Node.HostName, destination);
        if (form.IncludeMessage)
        {
            destination.Append(",\"message\":"u8);
            JsonText.WriteString(_raw.Written[_messageAt..], destination);
        }

        if (form.IncludeOutput)
        {
            destination.Append(",\"output\":"u8);
            JsonText.WriteString(_raw.Written, destination);
        }

        if (form.IncludeOutputFields)
        {
            destination.Append(",\"output_fields\":"u8);
            alert.Output.Fields.WriteJson(alert.Context, destination, _scratch);
        }

        destination.Append((byte)',');
        destination.Append(alert.Output.JsonRule);
        if (form.IncludeTags)
        {
            destination.Append((byte)',');
            destination.Append(alert.Output.JsonTags);
        }

        WriteTime(alert, destination);
    }

    private void WriteRaw(in Alert alert)
    {
        _raw.Clear();
        if (alert.Output.Time is not { } time || !time.TryWriteText(alert.Context, _raw))
        {
            _raw.Append("<NA>"u8);
        }

        _raw.Append(alert.Output.Prefix);
        _messageAt = _raw.Length;
        alert.Output.Format.Write(alert.Context, _raw);
        if (alert.Context.SamePath is { IsEmpty: false } same)
        {
            _raw.Append(alert.Context.IsAskedName ? " (asked for as "u8 : " (the same file as "u8);
            _raw.Append(same.Span);
            _raw.Append((byte)')');
        }
    }

    private static void WriteTime(in Alert alert, ByteBuffer destination)
    {
        ulong wallNs = alert.Context.Node.Clock.ToWallNs(alert.Context.Event.Header.TimeNs);
        destination.Append(",\"time\":\""u8);
        TimeText.WriteDateClock(wallNs, 0, 'T', destination.GetSpan(TimeText.DateClockBytes));
        destination.Advance(TimeText.DateClockBytes);
        destination.Append("Z\"}"u8);
    }
}

using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>Makes internal alerts ready for the outputs, in Falco's two forms. They have no tags.</summary>
/// <param name="options">How alerts are written.</param>
/// <param name="hostName">The machine's name, in UTF-8.</param>
internal sealed class InternalAlertWriter(AlertOptions options, byte[] hostName)
{
    private const long NsPerTick = 100;
    private const long NsPerSecond = 1_000_000_000;

    private readonly ByteBuffer _buffer = new();
    private volatile AlertOptions _options = options;

    /// <summary>Writes the next ones another way; any thread.</summary>
    /// <param name="changed">How alerts are written from now on.</param>
    public void Use(AlertOptions changed) => _options = changed;

    /// <summary>Makes one ready.</summary>
    /// <param name="alert">The alert.</param>
    public OutgoingAlert Write(InternalAlert alert)
    {
        var form = _options;
        bool isJson = form.Form == AlertForm.Json;
        byte[] json = isJson || form.AlsoWholeJson ? Json(alert) : [];
        return new OutgoingAlert
        {
            Id = Guid.CreateVersion7(),
            Priority = alert.Priority,
            Rule = alert.Rule,
            IsInternal = true,
            TimeNs = alert.TimeNs,
            Message = isJson ? json : Text(alert),
            Json = form.AlsoWholeJson ? json : default(ReadOnlyMemory<byte>),
        };
    }

    private byte[] Json(InternalAlert alert)
    {
        _buffer.Clear();
        _buffer.Append("{\"hostname\":"u8);
        JsonText.WriteString(hostName, _buffer);
        Member(",\"output\":"u8, alert.Message);
        _buffer.Append(",\"output_fields\":"u8);
        byte before = (byte)'{';
        foreach (var field in Sorted(alert))
        {
            _buffer.Append(before);
            before = (byte)',';
            _buffer.Append(JsonText.Encode(field.Name));
            _buffer.Append((byte)':');
            _buffer.Append(Encoding.UTF8.GetBytes(field.Json));
        }

        Member("},\"priority\":"u8, alert.Priority.ToString());
        Member(",\"rule\":"u8, alert.Rule);
        Member(",\"source\":"u8, "internal");
        Member(",\"time\":"u8, $"{Clock(alert.TimeNs, "yyyy-MM-ddTHH:mm:ss", TimeZoneInfo.Utc)}Z");
        _buffer.Append((byte)'}');
        return _buffer.Written.ToArray();
    }

    private byte[] Text(InternalAlert alert)
    {
        string fields = string.Join(' ', Sorted(alert).Select(static field => $"{field.Name}={field.Json}"));
        string time = Clock(alert.TimeNs, "HH:mm:ss", TimeZoneInfo.Local);
        _buffer.Clear();
        _buffer.Append(Encoding.UTF8.GetBytes($"{time}: {alert.Priority} "));
        JsonText.WriteEscaped(Encoding.UTF8.GetBytes(alert.Message), _buffer);
        _buffer.Append(Encoding.UTF8.GetBytes($" ({fields})"));
        return _buffer.Written.ToArray();
    }

    private void Member(ReadOnlySpan<byte> key, string value)
    {
        _buffer.Append(key);
        _buffer.Append(JsonText.Encode(value));
    }

    private static IEnumerable<InternalField> Sorted(InternalAlert alert) =>
        alert.Fields.OrderBy(static field => field.Name, Utf8Order.Instance);

    private static string Clock(long timeNs, string format, TimeZoneInfo zone)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(timeNs / NsPerTick), zone);
        return time.ToString(format, CultureInfo.InvariantCulture)
            + (timeNs % NsPerSecond).ToString("'.'000000000", CultureInfo.InvariantCulture);
    }
}

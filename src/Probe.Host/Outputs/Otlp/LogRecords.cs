using System.Text.Json;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs.Otlp.Proto;

namespace KosmosProbe.Host.Outputs.Otlp;

/// <summary>
/// Alerts as log records of OpenTelemetry: the output is the body, priority becomes severity, and every output field an
/// attribute of its own name and type. What names a container or pod is repeated under the names that OpenTelemetry has
/// for it.
/// </summary>
/// <param name="resource">What all records have in common: service and host.</param>
/// <param name="version">The probe's version.</param>
internal sealed class LogRecords(Resource resource, string version)
{
    /// <summary>The name under which the probe sends.</summary>
    public const string ServiceName = "kosmos-probe";

    private static readonly (string Field, string Name)[] Conventions =
    [
        ("k8s.ns.name", "k8s.namespace.name"),
        ("k8s.pod.id", "k8s.pod.uid"),
        ("container.image.repository", "container.image.name"),
        ("container.image.tag", "container.image.tags"),
        ("proc.pid", "process.pid"),
        ("proc.exepath", "process.executable.path"),
        ("proc.cmdline", "process.command_line"),
    ];

    /// <summary>Records of this host.</summary>
    /// <param name="hostName">Its name.</param>
    /// <param name="version">The probe's version.</param>
    public static LogRecords ForHost(string hostName, string version)
    {
        var resource = new Resource();
        resource.Attributes.Add(Attribute("service.name", Text(ServiceName)));
        resource.Attributes.Add(Attribute("service.version", Text(version)));
        resource.Attributes.Add(Attribute("host.name", Text(hostName)));
        return new LogRecords(resource, version);
    }

    /// <summary>Makes a request.</summary>
    /// <param name="alerts">The alerts, in order.</param>
    public ExportLogsServiceRequest Request(IReadOnlyList<OutgoingAlert> alerts)
    {
        var scope = new ScopeLogs { Scope = new InstrumentationScope { Name = ServiceName, Version = version } };
        foreach (var alert in alerts) scope.LogRecords.Add(Record(alert));
        var logs = new ResourceLogs { Resource = resource };
        logs.ScopeLogs.Add(scope);
        var request = new ExportLogsServiceRequest();
        request.ResourceLogs.Add(logs);
        return request;
    }

    /// <summary>The severity of a priority.</summary>
    /// <param name="priority">The priority.</param>
    /// <returns>A number of OpenTelemetry's scale, where 5, 9, 13, 17 and 21 begin debug to fatal.</returns>
    public static int Severity(Priority priority) => priority switch
    {
        Priority.Emergency => 24,
        Priority.Alert => 22,
        Priority.Critical => 21,
        Priority.Error => 17,
        Priority.Warning => 13,
        Priority.Notice => 10,
        Priority.Informational => 9,
        _ => 5,
    };

    private static LogRecord Record(OutgoingAlert alert)
    {
        using var json = JsonDocument.Parse(alert.Json);
        var root = json.RootElement;
        var record = new LogRecord
        {
            TimeUnixNano = (ulong)alert.TimeNs,
            ObservedTimeUnixNano = (ulong)alert.TimeNs,
            SeverityNumber = Severity(alert.Priority),
            SeverityText = alert.Priority.ToString(),
            Body = Text(root.TryGetProperty("output"u8, out var output) ? output.GetString()! : alert.Rule),
        };
        record.Attributes.Add(Attribute("uuid", Text(alert.Id.ToString("D"))));
        record.Attributes.Add(Attribute("rule", Text(alert.Rule)));
        record.Attributes.Add(Attribute("priority", Text(alert.Priority.ToString())));
        foreach (string name in (string[])["source", "tags", "hostname"])
        {
            if (root.TryGetProperty(name, out var value)) record.Attributes.Add(Attribute(name, Value(value)));
        }

        if (root.TryGetProperty("output_fields"u8, out var fields)) AddFields(record, fields);
        return record;
    }

    private static void AddFields(LogRecord record, JsonElement fields)
    {
        foreach (var field in fields.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null) continue;
            record.Attributes.Add(Attribute(field.Name, Value(field.Value)));
        }

        foreach (var (field, name) in Conventions)
        {
            if (!fields.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null
                || fields.TryGetProperty(name, out _))
            {
                continue;
            }

            record.Attributes.Add(Attribute(name, Value(value)));
        }
    }

    private static AnyValue Value(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return Text(json.GetString()!);
            case JsonValueKind.True or JsonValueKind.False:
                return new AnyValue { BoolValue = json.GetBoolean() };
            case JsonValueKind.Number when json.TryGetInt64(out long number):
                return new AnyValue { IntValue = number };

            // No type there holds it; a double would change it.
            case JsonValueKind.Number when json.TryGetUInt64(out _):
                return Text(json.GetRawText());
            case JsonValueKind.Number:
                return new AnyValue { DoubleValue = json.GetDouble() };
            case JsonValueKind.Array:
                var array = new ArrayValue();
                foreach (var item in json.EnumerateArray()) array.Values.Add(Value(item));
                return new AnyValue { ArrayValue = array };
            case JsonValueKind.Object:
                var map = new KeyValueList();
                foreach (var part in json.EnumerateObject()) map.Values.Add(Attribute(part.Name, Value(part.Value)));
                return new AnyValue { KvlistValue = map };
            default:
                return new AnyValue();
        }
    }

    private static KeyValue Attribute(string key, AnyValue value) => new() { Key = key, Value = value };

    private static AnyValue Text(string text) => new() { StringValue = text };
}

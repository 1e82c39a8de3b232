using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>Alerts with a number, to be sent and found again.</summary>
internal static class SentAlerts
{
    /// <summary>An alert.</summary>
    public static OutgoingAlert Numbered(int number, Priority priority = Priority.Warning, int padding = 0)
    {
        string json = $$$"""
            {"hostname":"n1","output":"12:00:00.000000000: {{{priority}}} number {{{number}}}","output_fields":
            """.Trim() + $$$"""
            {"evt.time":1700000000000000000,"number":{{{number}}},"padding":"{{{new string('x', padding)}}}"},
            """.Trim() + $$$"""
            "priority":"{{{priority}}}","rule":"R","source":"syscall","tags":["a"],
            """.Trim() + "\"time\":\"2023-11-14T22:13:20.000000000Z\"}";
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return new OutgoingAlert
        {
            Id = Guid.CreateVersion7(),
            Priority = priority,
            Rule = "R",
            TimeNs = 1700000000000000000,
            Message = bytes,
            Json = bytes,
            Container = "web",
        };
    }

    /// <summary>The number of an alert.</summary>
    public static int NumberOf(OutgoingAlert alert) => NumberOf(alert.Json);

    /// <summary>The number in an alert's JSON.</summary>
    public static int NumberOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("output_fields").GetProperty("number").GetInt32();
    }
}

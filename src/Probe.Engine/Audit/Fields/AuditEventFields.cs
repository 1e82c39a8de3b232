using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>evt.*: what audit events have like all others.</summary>
internal static class AuditEventFields
{
    private static readonly Field[] Own =
    [
        Text("evt.pluginname", "The plugin of Falco that such events come from: k8saudit.",
            "evt.pluginname = k8saudit", (in _, out value) =>
            {
                value = "k8saudit"u8;
                return true;
            }),
        Text("evt.plugininfo", "The whole event as JSON, as it came.", "evt.plugininfo contains cluster-admin", Whole),
        Text("evt.source", "The source of the event: k8s_audit.", "evt.source = k8s_audit", (in _, out value) =>
        {
            value = "k8s_audit"u8;
            return true;
        }),
    ];

    /// <summary>The rows, in the order that events of any source have them.</summary>
    public static readonly Field[] Rows =
    [
        .. AnyEventFields.Rows.Select(static row => Own.FirstOrDefault(own => own.Name == row.Name) ?? row),
    ];

    private static bool Whole(in EventContext context, out ReadOnlySpan<byte> value)
    {
        bool isThere = context.Node.Audit is { Root.ValueKind: not System.Text.Json.JsonValueKind.Undefined };
        value = isThere ? JsonMarshal.GetRawUtf8Value(context.Node.Audit!.Root) : default;
        return isThere;
    }
}

using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>evt.*: number, time and origin, which events of any source have.</summary>
internal static class AnyEventFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Number("evt.num", FieldType.UInt64, "Number of the event in this run, from 1.",
            "evt.num > 0", (in context, out value) =>
            {
                value = (long)context.Number;
                return true;
            }),
        .. TimeFields.Clocks,
        Absent("evt.pluginname", FieldType.Text,
            "Name of the plugin that an event comes from; system calls have none.", "evt.pluginname = json"),
        Absent("evt.plugininfo", FieldType.Text,
            "The event in its plugin's words; system calls have none.", "evt.plugininfo contains error"),
        Text("evt.source", "The source of the event: syscall.", "evt.source = syscall", (in _, out value) =>
        {
            value = "syscall"u8;
            return true;
        }),
        Flag("evt.is_async", "The event comes from no system call, but was put in between: false for all there are.",
            "evt.is_async = false", (in _, out value) =>
            {
                value = false;
                return true;
            }),
        Absent("evt.asynctype", FieldType.Text,
            "Sort of an event that was put in between; system calls have none.", "evt.asynctype = container"),
        Text("evt.hostname", "The node's name: FALCO_HOSTNAME, else the machine's.",
            "evt.hostname startswith kosmos", (in context, out value) =>
            {
                value = context.Node.HostName;
                return true;
            }),
    ];
}

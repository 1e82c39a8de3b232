using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any text as an output, up to the first NUL, and what follows as a record from the kernel: it ends as an error inside
/// the text, or as alerts of which the JSON ones are JSON.
/// </summary>
internal static class OutputTarget
{
    // Writers and nodes belong to one thread each; a test runs the target on several.
    private static readonly ThreadLocal<SampleEvents> Events = new(() => new SampleEvents());
    private static readonly ThreadLocal<AlertWriter> JsonWriter = new(() => MakeWriter(AlertForm.Json));
    private static readonly ThreadLocal<AlertWriter> TextWriter = new(() => MakeWriter(AlertForm.Text));

    public static void Run(byte[] input)
    {
        int end = Array.IndexOf(input, (byte)0);
        string template = Encoding.UTF8.GetString(input, 0, end < 0 ? input.Length : end);
        byte[] record = end < 0 ? [] : input[(end + 1)..];
        bool isTemplate = OutputFormat.TryParse(
            template, SyscallFields.Table, MissingValue.Print, out var format, out var error);
        if (!isTemplate)
        {
            bool isInside = error!.Offset >= 0 && error.Length >= 1 && error.Offset <= template.Length;
            Require(isInside && error.Message.Length > 0, "an error has a place in the text and says what is wrong");
            return;
        }

        SyscallFields.Table.TryFind("evt.time", out var time);
        var output = new AlertOutput("r \"1\"", "syscall", Priority.Warning, ["b", "a"], time, format!, []);
        Events.Value!.ForEach(record, (in EventContext context) => Write(output, context));
    }

    private static AlertWriter MakeWriter(AlertForm form) => new(new AlertOptions { Form = form });

    private static void Write(AlertOutput output, in EventContext context)
    {
        var buffer = new ByteBuffer();
        JsonWriter.Value!.Write(new Alert(output, context), buffer);
        var reader = new Utf8JsonReader(buffer.Written);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                Require(reader.GetString() is not null, "strings of an alert are UTF-8");
            }
        }

        buffer.Clear();
        context.Node.Scratch.Reset();
        TextWriter.Value!.Write(new Alert(output, context), buffer);
        Require(!buffer.Written.Contains((byte)'\n'), "an alert as text is one line");
    }
}

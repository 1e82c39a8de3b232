using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What rules read of the records of a run: every record changes the tables, as in a live run.</summary>
internal sealed class CallFields
{
    private readonly WorkloadRun _run;
    private readonly Func<Line, Recorded> _choose;

    internal CallFields(WorkloadRun run, Func<Line, Recorded>? choose = null)
    {
        _run = run;
        _choose = choose ?? run.Only;
    }

    /// <summary>A field's text at the only record of a step; null when it is missing.</summary>
    internal string? Read(string step, string field) =>
        ReadAll(step, field)[0];

    /// <summary>A field's text at a record.</summary>
    internal string? ReadAt(Recorded record, string field) => ReadAll(record, [field])[0];

    /// <summary>The texts of several fields, in one pass over the records.</summary>
    internal string?[] ReadAll(string step, params string[] fields) => ReadAll(_choose(_run[step]), fields);

    /// <summary>As <see cref="ReadAll(string, string[])"/>, at any record.</summary>
    internal string?[] ReadAll(Recorded wanted, params string[] fields)
    {
        var texts = new string?[fields.Length];
        var node = new NodeState();
        foreach (var record in _run.Records)
        {
            var view = record.Seen;
            var thread = node.Threads.Apply(view);
            if (record == wanted)
            {
                var context = new EventContext(view, thread, node, number: 1, view.Header.Result);
                for (int i = 0; i < fields.Length; i++)
                {
                    texts[i] = Text(context, fields[i]);
                }
            }

            node.Threads.Settle(view);
        }

        return texts;
    }

    private static string? Text(in EventContext context, string name)
    {
        const string Argument = "evt.arg.";
        bool isArgument = name.StartsWith(Argument, StringComparison.Ordinal);
        Assert.True(SyscallFields.Table.TryFind(isArgument ? "evt.arg" : name, out var field), name);
        field = isArgument ? field.WithArgument!(name[Argument.Length..])! : field;
        context.Node.Scratch.Reset();
        switch (field.Reader)
        {
            case KosmosProbe.Engine.Fields.TextReader read:
                return read(context, out var text) ? Encoding.UTF8.GetString(text) : null;
            case NumberReader read:
                return read(context, out long number) ? number.ToString(Format) : null;
            case BooleanReader read:
                return read(context, out bool flag) ? flag ? "true" : "false" : null;
            default:
                throw new InvalidOperationException($"{name} is of no simple type");
        }
    }

    private static IFormatProvider Format => System.Globalization.CultureInfo.InvariantCulture;
}

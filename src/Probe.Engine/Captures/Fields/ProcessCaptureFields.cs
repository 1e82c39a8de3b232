using System.Text;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using static KosmosProbe.Engine.Fields.ProcessReaders;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>proc.* of captures: texts of the process and its ancestors, its environment and directory.</summary>
internal static class ProcessCaptureFields
{
    // How far up proc.aenv looks for a variable.
    private const int EnvironmentLevelsMax = 20;

    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("proc.pexe", OfAncestor(1, ThreadTexts.Exe)),
        Ancestry("proc.aexe", ThreadTexts.Exe),
        Text("proc.pexepath", OfAncestor(1, ThreadTexts.ExePath)),
        Ancestry("proc.aexepath", ThreadTexts.ExePath),
        Text("proc.name", Own(RecordedTexts.Name)),
        Text("proc.pname", OfAncestor(1, RecordedTexts.Name)),
        Ancestry("proc.aname", RecordedTexts.Name),
        Ancestry("proc.aargs", ThreadTexts.Arguments),
        Text("proc.cmdline", Own(RecordedTexts.CommandLine)),
        Text("proc.pcmdline", OfAncestor(1, RecordedTexts.CommandLine)),
        Ancestry("proc.acmdline", RecordedTexts.CommandLine),
        Text("proc.exeline", Own(RecordedTexts.ExeLine)),
        ("proc.env", field => field.ReadBy(Own(RecordedTexts.Environment), Variable)),
        ("proc.aenv", ReadAncestors),
        Text("proc.cwd", Own((in _, thread, out value) =>
        {
            value = RecordedThreads.Cwd(thread);
            return true;
        })),
        Flag("proc.is_container_healthcheck", NeverTold),
        Flag("proc.is_container_liveness_probe", NeverTold),
        Flag("proc.is_container_readiness_probe", NeverTold),
    ];

    private static TextReader Variable(string name)
    {
        byte[] variable = Encoding.UTF8.GetBytes(name);
        return (in context, out value) =>
        {
            value = context.Thread.Recorded is null ? default : RecordedTexts.Variable(context.Thread, variable);
            return context.Thread.Recorded is not null;
        };
    }

    private static Field ReadAncestors(Field field) => field.ReadBy(
        new TextItemReader((in context, index, out value) =>
        {
            value = default;
            return RecordedAncestors.Item(context, index) is { } ancestor
                && RecordedTexts.Environment(context, ancestor, out value);
        }),
        static argument => Ancestors.TryIndex(argument, out int level)
            ? OfAncestor(level, RecordedTexts.Environment)
            : NearestVariable(argument),
        RecordedAncestors.Count);

    private static TextReader NearestVariable(string name)
    {
        byte[] variable = Encoding.UTF8.GetBytes(name);
        return (in context, out value) =>
        {
            value = default;
            var at = RecordedAncestors.At(context, level: 1);
            for (int level = 0; at is not null && level < EnvironmentLevelsMax && value.IsEmpty; level++)
            {
                value = RecordedTexts.Variable(at, variable);
                at = RecordedAncestors.Parent(context, at);
            }

            return context.Thread.Recorded is not null;
        };
    }

    private static bool NeverTold(in EventContext context, out bool value)
    {
        value = false;
        return false;
    }
}

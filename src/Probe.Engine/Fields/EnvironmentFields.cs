using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.ProcessReaders;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// proc.env and proc.aenv: environments as they were at exec, up to 160 KiB. Records carry them only while some
/// rule reads them, so processes that began before such a rule was loaded have none. What is not known is empty.
/// </summary>
internal static class EnvironmentFields
{
    // How far up proc.aenv looks for a variable.
    private const int LevelsMax = 20;

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        new Field
        {
            Name = "proc.env",
            Type = FieldType.Text,
            Description = "Environment at exec, NAME=value joined by blanks; with a name the value of that variable.",
            Example = "proc.env[LD_PRELOAD] exists",
            Argument = ArgumentRule.KeyOptional,
            Reader = Own(Whole),
            WithArgument = static name =>
                Part("proc.env", name, "One variable of the environment.", Own(Variable(name))),
        }.PerProcess(),
        new Field
        {
            Name = "proc.aenv",
            Type = FieldType.Text,
            Description =
                "proc.env of any ancestor, of one by its number, or the nearest value of a variable by its name.",
            Example = "proc.aenv[KUBECONFIG] exists",
            Plain = true,
            Argument = ArgumentRule.KeyOptional,
            Shape = FieldShape.Any,
            Count = Ancestors.Count,
            Reader = new TextItemReader((in context, index, out value) =>
            {
                value = default;
                return Ancestors.At(context, index + 1) is { } ancestor && Whole(context, ancestor, out value);
            }),
            WithArgument = static argument => Part(
                "proc.aenv", argument, "Environment of an ancestor.",
                Ancestors.TryIndex(argument, out int level) ? OfAncestor(level) : Nearest(argument)),
        },
    ];

    // The parameter of execs that is the environment, as rules may name it.
    private static readonly string[] Parameters =
    [
        "evt.arg.env", "evt.rawarg.env",
        $"evt.arg[{Array.FindIndex(ExecParameters.Execve, static parameter => parameter.Name == "env")}]",
    ];

    /// <summary>
    /// Whether a field is one of these, by name or with an argument, or the parameter of execs that tells the same.
    /// </summary>
    public static bool Contains(Field field) => Parameters.Contains(field.Name) || Array.Exists(
        Rows,
        row => field.Name.StartsWith(row.Name, StringComparison.Ordinal)
            && (field.Name.Length == row.Name.Length || field.Name[row.Name.Length] == '['));

    private static Field Part(string name, string argument, string description, TextReader read) => new()
    {
        Name = $"{name}[{argument}]",
        Type = FieldType.Text,
        Description = description,
        Example = $"{name}[{argument}] exists",
        Plain = true,
        Reader = read,
    };

    private static bool Whole(in EventContext context, ThreadInfo thread, out ReadOnlySpan<byte> value)
    {
        value = EnvironmentText.Joined(context, Of(context, thread));
        return true;
    }

    private static ThreadTextReader Variable(string name)
    {
        byte[] variable = Encoding.UTF8.GetBytes(name);
        return (in context, thread, out value) =>
        {
            value = EnvironmentText.Variable(Of(context, thread), variable);
            return true;
        };
    }

    private static TextReader OfAncestor(int level) => (in context, out value) =>
    {
        value = default;
        return Ancestors.At(context, level) is { } ancestor && Whole(context, ancestor, out value);
    };

    private static TextReader Nearest(string name)
    {
        byte[] variable = Encoding.UTF8.GetBytes(name);
        return (in context, out value) =>
        {
            value = default;
            var at = Ancestors.At(context, level: 1);
            for (int level = 0; at is not null && level < LevelsMax && value.IsEmpty; level++)
            {
                value = EnvironmentText.Variable(Of(context, at), variable);
                at = context.Node.Threads.ParentOf(at);
            }

            return context.Thread.IsKnown;
        };
    }

    // The record of an exec has the whole, of which the table keeps only the start when there are many large ones.
    private static ReadOnlySpan<byte> Of(in EventContext context, ThreadInfo thread)
    {
        var environment = thread.Image is { } image ? image.Environment : default;
        if (environment.Length >= TextSlabs.EnvironmentBytes && thread == context.Thread
            && context.Event.Header.Type == EventType.Execve && context.Event.Header.Result >= 0)
        {
            environment = context.Event.Text(context.Event.As<ExecveEvent>().Environment);
        }

        return environment.TrimEnd((byte)0);
    }
}

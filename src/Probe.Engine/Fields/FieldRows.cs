using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Short forms for the rows of the field tables, so that a row is name, sentence, example, reader.</summary>
internal static class FieldRows
{
    /// <summary>A text.</summary>
    public static Field Text(string name, string description, string example, TextReader reader) =>
        new() { Name = name, Type = FieldType.Text, Description = description, Example = example, Reader = reader };

    /// <summary>A text that names a file.</summary>
    public static Field FilePath(string name, string description, string example, TextReader reader) =>
        new() { Name = name, Type = FieldType.Path, Description = description, Example = example, Reader = reader };

    /// <summary>A number.</summary>
    public static Field Number(
        string name, FieldType type, string description, string example, NumberReader reader) =>
        new() { Name = name, Type = type, Description = description, Example = example, Reader = reader };

    /// <summary>True or false.</summary>
    public static Field Flag(string name, string description, string example, BooleanReader reader) =>
        new() { Name = name, Type = FieldType.Boolean, Description = description, Example = example, Reader = reader };

    /// <summary>An address.</summary>
    public static Field Address(string name, string description, string example, AddressReader reader) =>
        new()
        {
            Name = name,
            Type = FieldType.IpAddress,
            Description = description,
            Example = example,
            Reader = reader,
        };

    /// <summary>An address that is compared with networks only.</summary>
    public static Field Network(string name, string description, string example, AddressReader reader) =>
        new()
        {
            Name = name,
            Type = FieldType.IpNetwork,
            Description = description,
            Example = example,
            Reader = reader,
            FilterOnly = true,
            Plain = true,
        };

    /// <summary>A point in time as a date or clock; JSON has the number instead.</summary>
    public static Field Time(string name, string description, string example, NumberReader number, TextReader text) =>
        new()
        {
            Name = name,
            Type = FieldType.Text,
            Description = description,
            Example = example,
            Reader = text,
            JsonNumber = number,
        };

    /// <summary>A field that never has a value for the events there are.</summary>
    public static Field Absent(string name, FieldType type, string description, string example) => new()
    {
        Name = name,
        Type = type,
        Description = description,
        Example = example,
        Reader = Never(type),
    };

    /// <summary>The same for a field that takes an argument.</summary>
    public static Field Absent(
        string name, FieldType type, ArgumentRule rule, string description, string example) => new()
        {
            Name = name,
            Type = type,
            Description = description,
            Example = example,
            Argument = rule,
            Reader = rule.IsRequired() ? null : Never(type),
            WithArgument = argument => Absent($"{name}[{argument}]", type, description, example),
        };

    /// <summary>
    /// A text of the process or of one of its ancestors: with an index of that ancestor, 0 being the process itself;
    /// without, of any ancestor.
    /// </summary>
    public static Field Ancestry(
        string name, string description, string example, ThreadTextReader read, bool plain = true) => new()
        {
            Name = name,
            Type = FieldType.Text,
            Description = description,
            Example = example,
            Shape = FieldShape.Any,
            Plain = plain,
            Argument = ArgumentRule.IndexOptional,
            Count = Ancestors.Count,
            Reader = new TextItemReader((in context, index, out value) =>
            {
                value = default;
                return Ancestors.At(context, index + 1) is { } ancestor && read(context, ancestor, out value);
            }),
            WithArgument = argument => Ancestors.TryIndex(argument, out int level)
                ? new Field
                {
                    Name = $"{name}[{argument}]",
                    Type = FieldType.Text,
                    Description = description,
                    Example = example,
                    Plain = plain,
                    Reader = new TextReader((in context, out value) =>
                    {
                        value = default;
                        return Ancestors.At(context, level) is { } ancestor && read(context, ancestor, out value);
                    }),
                }
                : null,
        };

    /// <summary>The row, fixed from one exec to the next.</summary>
    public static Field PerProcess(this Field row) => row.Lasting(FieldLifetime.Process);

    /// <summary>The row, fixed while the container lives.</summary>
    public static Field PerContainer(this Field row) => row.Lasting(FieldLifetime.Container);

    /// <summary>The row, without a value until it is collected.</summary>
    public static Field NotCollected(this Field row, string why) => row.NotYet(why);

    private static Delegate Never(FieldType type) =>
        type.IsText() ? (TextReader)NoText
        : type.IsAddress() ? (AddressReader)No
        : type == FieldType.Boolean ? (BooleanReader)No
        : type == FieldType.Double ? (DoubleReader)No
        : (NumberReader)No;

    private static bool NoText(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return false;
    }

    private static bool No<T>(in EventContext context, out T value)
        where T : struct
    {
        value = default;
        return false;
    }
}

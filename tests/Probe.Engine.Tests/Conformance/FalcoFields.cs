using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>
/// All fields that Falco lists, by name and type and always missing: for cases about loading, which must not depend on
/// how many of them this engine can read so far.
/// </summary>
internal static class FalcoFields
{
    private static readonly string[] PluginClasses = ["container.", "k8s."];

    // Falco takes these but does not list them.
    private static readonly (string Name, FieldType Type)[] Deprecated =
    [
        ("evt.dir", FieldType.Text),
        ("evt.latency", FieldType.RelativeTime),
        ("evt.latency.human", FieldType.Text),
        ("evt.wait_latency", FieldType.RelativeTime),
    ];

    private static readonly Lazy<List<Field>> All = new(Read);

    public static FieldTable Table(bool withContainers) => new(All.Value.Where(field =>
        withContainers || !PluginClasses.Any(name => field.Name.StartsWith(name, StringComparison.Ordinal))));

    private static List<Field> Read()
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(SharedFiles.Path("fixtures", "falco-output", "fields.json")));
        var rows = document.RootElement.GetProperty("fieldclasses").EnumerateArray()
            .SelectMany(group => group.GetProperty("fields").EnumerateArray());
        var deprecated = Deprecated.Select(row => Single(row.Name, row.Type, "it has no meaning any more"));
        return [.. rows.Select(Create).Concat(deprecated).DistinctBy(field => field.Name)];
    }

    private static Field Create(JsonElement row)
    {
        string name = row.GetProperty("name").GetString()!;
        var type = TypeOf(row.GetProperty("type").GetString()!);
        bool isList = row.GetProperty("is_list").GetBoolean();
        var given = row.GetProperty("argument");
        bool takesArgument = given.ValueKind == JsonValueKind.Object;
        bool isRequired = takesArgument && given.GetProperty("required").GetBoolean();
        var argument = !takesArgument ? ArgumentRule.None
            : isRequired ? ArgumentRule.KeyRequired
            : name.StartsWith("proc.a", StringComparison.Ordinal) ? ArgumentRule.IndexOptional
            : ArgumentRule.KeyOptional;
        return new Field
        {
            Name = name,
            Type = type,
            Description = row.GetProperty("desc").GetString()!,
            Example = $"{name} exists",
            Shape = isList ? FieldShape.List : FieldShape.Single,
            Count = isList ? (in EventContext _) => -1 : null,
            Reader = isRequired ? null : isList ? ItemReader(type) : Reader(type),
            Argument = argument,
            WithArgument = takesArgument ? text => Single(NameOf(name, text), type) : null,
        };
    }

    // Parameters of events are named behind a dot.
    private static string NameOf(string name, string argument) =>
        name is "evt.arg" or "evt.rawarg" ? $"{name}.{argument}" : $"{name}[{argument}]";

    private static Field Single(string name, FieldType type, string? deprecated = null) => new()
    {
        Name = name,
        Type = type,
        Description = "A field of Falco.",
        Example = $"{name} exists",
        Reader = Reader(type),
        Deprecated = deprecated,
    };

    private static FieldType TypeOf(string type) => type switch
    {
        "CHARBUF" or "DYNAMIC" => FieldType.Text,
        "BYTEBUF" => FieldType.Bytes,
        "BOOL" => FieldType.Boolean,
        "IPADDR" => FieldType.IpAddress,
        "IPNET" => FieldType.IpNetwork,
        "RELTIME" => FieldType.RelativeTime,
        "ABSTIME" => FieldType.AbsoluteTime,
        _ => Enum.Parse<FieldType>(type, ignoreCase: true),
    };

    private static Delegate Reader(FieldType type) => type switch
    {
        _ when type.IsText() => (TextReader)Missing,
        _ when type.IsAddress() => (AddressReader)Missing,
        FieldType.Boolean => (BooleanReader)Missing,
        FieldType.Double => (DoubleReader)Missing,
        _ => (NumberReader)Missing,
    };

    private static Delegate ItemReader(FieldType type) => type switch
    {
        _ when type.IsText() => (TextItemReader)((in EventContext _, int _, out ReadOnlySpan<byte> value) =>
        {
            value = default;
            return false;
        }),
        _ => (NumberItemReader)((in EventContext _, int _, out long value) =>
        {
            value = 0;
            return false;
        }),
    };

    private static bool Missing(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return false;
    }

    private static bool Missing<T>(in EventContext context, out T value)
        where T : struct
    {
        value = default;
        return false;
    }
}

using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class FieldTableTests
{
    // Falco calls these text; here they are numbers that print as text, so that JSON can hold the number.
    private static readonly string[] TimesInFalcosText =
        ["evt.time", "evt.time.s", "evt.time.iso8601", "evt.datetime", "evt.datetime.s"];

    public static TheoryData<string> Names => [.. SyscallFields.Table.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFieldIsDescribedAndItsExampleBinds(string name)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        Assert.Contains(name, field.Example, StringComparison.Ordinal);
        Assert.EndsWith(".", field.Description, StringComparison.Ordinal);
        bool bound = ConditionLanguage.TryBind(
            field.Example, new NameScope(), SyscallFields.Table, new LanguageOptions(), out _, out var error);
        Assert.True(bound, $"{field.Example}: {error?.Message}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFieldCanBeReadAsItsShapeAndTypeSay(string name)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        Assert.Equal(field.Shape != FieldShape.Single, field.Count is not null);
        Assert.Equal(field.Argument != ArgumentRule.None, field.WithArgument is not null);
        if (field.Argument is ArgumentRule.KeyRequired or ArgumentRule.IndexRequired)
        {
            Assert.Null(field.Reader);
            return;
        }

        bool isSingle = field.Shape == FieldShape.Single;
        var expected = field.Type.IsText() ? (isSingle ? typeof(Engine.Fields.TextReader) : typeof(TextItemReader))
            : field.Type.IsAddress() ? (isSingle ? typeof(AddressReader) : typeof(AddressItemReader))
            : field.Type == FieldType.Boolean ? typeof(BooleanReader)
            : isSingle ? typeof(NumberReader) : typeof(NumberItemReader);
        Assert.IsType(expected, field.Reader);
    }

    [Theory]
    [InlineData("container.id", FieldLifetime.Container)]
    [InlineData("k8s.ns.name", FieldLifetime.Container)]
    [InlineData("proc.name", FieldLifetime.Process)]
    [InlineData("proc.args[0]", FieldLifetime.Process)]
    [InlineData("tolower(proc.exepath)", FieldLifetime.Process)]
    [InlineData("join(\":\", (container.id, proc.name))", FieldLifetime.Process)]
    [InlineData("join(\":\", (proc.name, proc.pname))", FieldLifetime.Event)]
    [InlineData("proc.cwd", FieldLifetime.Event)]
    [InlineData("proc.pname", FieldLifetime.Event)]
    [InlineData("proc.aname[0]", FieldLifetime.Event)]
    [InlineData("proc.duration", FieldLifetime.Event)]
    [InlineData("proc.pid.ts", FieldLifetime.Event)]
    [InlineData("user.uid", FieldLifetime.Event)]
    [InlineData("thread.cap_effective", FieldLifetime.Event)]
    [InlineData("evt.arg.flags", FieldLifetime.Event)]
    [InlineData("fd.name", FieldLifetime.Event)]
    public void ValuesLastAsLongAsTheirFieldsSay(string value, FieldLifetime lifetime)
    {
        Assert.True(ConditionLanguage.TryBindValue(
            value, 0, SyscallFields.Table, out var field, out _, out _, out var error), error?.Message);
        Assert.Equal(lifetime, field.Lifetime);
    }

    [Fact]
    public void TypesAreThoseOfFalco()
    {
        using var listing =
            JsonDocument.Parse(File.ReadAllText(SharedFiles.Path("fixtures", "falco-output", "fields.json")));
        var falcos = listing.RootElement.GetProperty("fieldclasses").EnumerateArray()
            .SelectMany(group => group.GetProperty("fields").EnumerateArray())
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row);
        foreach (var field in SyscallFields.Table.All)
        {
            if (field.Name is "evt.dir" or "evt.rawarg" || TimesInFalcosText.Contains(field.Name))
            {
                continue;
            }

            Assert.True(falcos.TryGetValue(field.Name, out var row), $"Falco has no {field.Name}");
            Assert.Equal($"{field.Name} {row.GetProperty("type")}", $"{field.Name} {FalcosName(field.Type)}");
        }
    }

    [Theory]
    [InlineData("evt.arg", "nosuchargument")]
    [InlineData("evt.rawarg", "nosuchargument")]
    [InlineData("evt.type.is", "nosuchcall")]
    [InlineData("proc.aname", "x")]
    [InlineData("proc.aname", "-1")]
    [InlineData("proc.args", "first")]
    public void AnArgumentThatDoesNotFitIsRefused(string name, string argument)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        Assert.Null(field.WithArgument!(argument));
    }

    private static string FalcosName(FieldType type) => type switch
    {
        FieldType.Text or FieldType.Path => "CHARBUF",
        FieldType.Bytes => "BYTEBUF",
        FieldType.Boolean => "BOOL",
        FieldType.RelativeTime => "RELTIME",
        FieldType.AbsoluteTime => "ABSTIME",
        FieldType.IpAddress => "IPADDR",
        FieldType.IpNetwork => "IPNET",
        _ => type.ToString().ToUpperInvariant(),
    };
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class FieldTableTests
{
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
        if (field.Argument.IsRequired())
        {
            Assert.Null(field.Reader);
            return;
        }

        bool isSingle = field.Shape == FieldShape.Single;
        var expected = field.Type.IsText() ? (isSingle ? typeof(Engine.Fields.TextReader) : typeof(TextItemReader))
            : field.Type.IsAddress() ? (isSingle ? typeof(AddressReader) : typeof(AddressItemReader))
            : field.Type == FieldType.Boolean ? typeof(BooleanReader)
            : field.Type == FieldType.Double ? typeof(DoubleReader)
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

    [Theory]
    [InlineData("evt.arg", "nosuchargument")]
    [InlineData("evt.rawarg", "nosuchargument")]
    [InlineData("evt.type.is", "nosuchcall")]
    [InlineData("proc.aname", "x")]
    [InlineData("proc.args", "first")]
    public void AnArgumentThatDoesNotFitIsRefused(string name, string argument)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        Assert.Null(field.WithArgument!(argument));
    }

    [Theory]
    [InlineData("proc.aname[-1]")]
    [InlineData("proc.aname[999]")]
    [InlineData("proc.args[-1]")]
    public void AnIndexThatNothingHasFindsNothing(string field) =>
        Assert.Null(new World().Read(Records.Exec(["id", "-u"]), field));

    [Theory]
    [InlineData("tolower(proc.aargs) intersects (x)")]
    [InlineData("len(proc.aargs[1]) > 0")]
    [InlineData("proc.args = val(proc.aargs[1])")]
    [InlineData("len(fd.types) > 0")]
    [InlineData("k8s.pod.label.app = x")]
    [InlineData("k8s.pod.label[app.kubernetes.io/name] = x")]
    [InlineData("container.mount.dest[0] = /")]
    [InlineData("evt.abspath.src = /y")]
    [InlineData("evt.time contains 12:")]
    [InlineData("thread.cpu.user > 5")]
    public void FieldsMayStandWhereFalcoLetsThem(string condition)
    {
        bool bound = ConditionLanguage.TryBind(
            condition, new NameScope(), SyscallFields.Table, new LanguageOptions(), out var bind, out var error);
        Assert.True(bound, error?.Message);
        var world = new World();
        var view = Records.View(Records.Openat("/x"));
        var context = new EventContext(view, world.Threads.Apply(view), world.Node, number: 1, result: 3);
        Assert.False(ConditionLanguage.Compile(bind!)(context));
    }

    [Theory]
    [InlineData("proc.name = val(fd.types)")]
    [InlineData("proc.name = val(proc.aargs)")]
    [InlineData("fd.types = val(fd.types)")]
    [InlineData("proc.name = val(fd.sip.name)")]
    [InlineData("tolower(proc.aname) = x")]
    [InlineData("container.label = x")]
    [InlineData("container.mount = x")]
    [InlineData("evt.abspath.other = x")]
    public void FieldsMayNotStandWhereFalcoRefusesThem(string condition) =>
        Assert.False(ConditionLanguage.TryBind(
            condition, new NameScope(), SyscallFields.Table, new LanguageOptions(), out _, out _));

    [Fact]
    public void AnArgumentsFieldIsMarkedAsItsRow()
    {
        Assert.True(SyscallFields.Table.TryFind("evt.around", out var row));
        var field = World.Find("evt.around[1000]");
        Assert.Equal((row.NotCollected, row.Lifetime), (field.NotCollected, field.Lifetime));
        Assert.Equal(FieldLifetime.Process, World.Find("proc.env[PATH]").Lifetime);
        Assert.NotNull(row.NotCollected);
    }
}

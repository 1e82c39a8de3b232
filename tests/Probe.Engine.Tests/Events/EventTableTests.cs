using System.Runtime.CompilerServices;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using Xunit;

namespace KosmosProbe.Engine.Tests.Events;

public class EventTableTests
{
    [Fact]
    public void EveryTypeHasASizeThatItsStructHas()
    {
        Assert.Equal(Enum.GetValues<EventType>().Where(type => type != EventType.None), EventTable.Types);
        Assert.Equal(Unsafe.SizeOf<ExecveEvent>(), EventTable.FixedSize(EventType.Execveat));
        Assert.Equal(Unsafe.SizeOf<CloneEvent>(), EventTable.FixedSize(EventType.Vfork));
        Assert.Equal(Unsafe.SizeOf<ProcexitEvent>(), EventTable.FixedSize(EventType.Procexit));
        Assert.Equal(Unsafe.SizeOf<OpenEvent>(), EventTable.FixedSize(EventType.Creat));
        Assert.Equal(Unsafe.SizeOf<ConnectEvent>(), EventTable.FixedSize(EventType.Connect));
        Assert.Equal(Unsafe.SizeOf<SendEvent>(), EventTable.FixedSize(EventType.Sendmmsg));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(ushort.MaxValue)]
    public void AnUnknownTypeHasNoSize(int number) => Assert.Equal(0, EventTable.FixedSize((EventType)number));

    [Fact]
    public void NamesAreFoundByNameAndById()
    {
        foreach (var type in EventTable.Types)
        {
            Assert.True(EventTable.TryFindName(EventTable.Name(type), out int nameId));
            Assert.Equal(EventTable.NameId(type), nameId);
            Assert.Equal(type.ToString(), EventTable.Name(nameId), ignoreCase: true);
        }

        Assert.True(EventTable.TryFindName("umask", out _));
        Assert.False(EventTable.TryFindName("nosuchcall", out int none));
        Assert.Equal(-1, none);
    }

    [Fact]
    public void AllNamesThatFalcoListsAreKnown()
    {
        using var listing = Listing();
        var names = listing.RootElement.EnumerateObject()
            .Where(section => section.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(section => section.Value.EnumerateArray())
            .Select(row => row.GetProperty("name").GetString()!)
            .ToHashSet();
        Assert.Equal(names.Order(StringComparer.Ordinal), Enumerable.Range(0, EventTable.NamesCount)
            .Select(EventTable.Name));
    }

    [Fact]
    public void ParametersAreThoseOfFalcoInItsOrder()
    {
        using var listing = Listing();
        foreach (var type in EventTable.Types)
        {
            // The exit direction is the one that rules see; procexit has only the other.
            string section = type == EventType.Procexit ? "Tracepoint events" : "Syscall events";
            string direction = type == EventType.Procexit ? ">" : "<";
            var row = listing.RootElement.GetProperty(section).EnumerateArray().Last(row =>
                row.GetProperty("name").GetString() == EventTable.Name(type)
                && row.GetProperty("dir").GetString() == direction);
            var expected = row.GetProperty("params").EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString());
            Assert.Equal(expected, EventParameters.Of(type).ToArray().Select(parameter => parameter.Name));
        }
    }

    private static JsonDocument Listing() =>
        JsonDocument.Parse(File.ReadAllText(SharedFiles.Path("fixtures", "falco-output", "events.json")));
}

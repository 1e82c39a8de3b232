using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

public sealed class ScapEventTableTests
{
    // Numbers that are widely known, one behind each place where the list could slip.
    public static TheoryData<int, string, ScapEventKind> Known => new()
    {
        { 0, "syscall", ScapEventKind.Enter },
        { 3, "open", ScapEventKind.Exit },
        { 16, "procexit", ScapEventKind.Lone },
        { 17, "NA", ScapEventKind.Unused },
        { 61, "pipe", ScapEventKind.Exit },
        { 103, "openat", ScapEventKind.Exit },
        { 145, "prlimit", ScapEventKind.Exit },
        { 186, "procexit", ScapEventKind.Lone },
        { 223, "clone", ScapEventKind.Exit },
        { 293, "execve", ScapEventKind.Exit },
        { 307, "openat", ScapEventKind.Exit },
        { 324, "container", ScapEventKind.Lone },
        { 327, "openat2", ScapEventKind.Exit },
        { 331, "execveat", ScapEventKind.Exit },
        { 402, "asyncevent", ScapEventKind.Lone },
        { 425, "delete_module", ScapEventKind.Exit },
        { 451, "close_range", ScapEventKind.Exit },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void NumbersAreThoseOfTheFormat(int code, string name, ScapEventKind kind)
    {
        var info = ScapEventTable.Find(code);

        Assert.NotNull(info);
        Assert.Equal(code, info.Code);
        Assert.Equal(name, info.Name);
        Assert.Equal(kind, info.Kind);
    }

    [Fact]
    public void EveryEventOfTheCatalogueHasOneNumber()
    {
        var told = EventCatalogue.All.Where(known => !known.IsGeneric).ToList();
        foreach (var known in told)
        {
            var infos = ScapEventTable.All.Where(info => info.Name == known.Name && info.IsToday).ToList();
            bool isLone = known.IsEnter && told.Count(other => other.Name == known.Name) == 1;
            var info = Assert.Single(infos, info =>
                (isLone && info.Kind == ScapEventKind.Lone) || (!isLone && info.Code % 2 == 0 == known.IsEnter));
            Assert.Equal(Names(known.Parameters), Names(info.Parameters));
            Assert.Equal(
                known.Parameters.Select(parameter => parameter.Type),
                info.Parameters.Select(parameter => parameter.Type));
        }
    }

    [Fact]
    public void EveryEventOfTodayStandsInTheCatalogueOrIsTheGenericCall()
    {
        HashSet<string> known = [.. EventCatalogue.All.Select(known => known.Name)];
        var unknown = ScapEventTable.All.Where(info => info.IsToday && info.Kind != ScapEventKind.Unused)
            .Where(info => !known.Contains(info.Name))
            .Select(info => info.Code);

        Assert.Equal<ushort>([0, 1], unknown);
    }

    [Fact]
    public void EventsOfTodayHaveATypeOfRecord() =>
        Assert.All(
            ScapEventTable.All.Where(info => info.IsToday && info.Kind != ScapEventKind.Unused),
            info => Assert.Equal(info.Name, EventTable.Name(info.Type)));

    [Fact]
    public void EndsAreOddAndBeginningsEven()
    {
        Assert.All(ScapEventTable.All, info => Assert.Equal(
            info.Code % 2 == 1, info.Kind is ScapEventKind.Exit or ScapEventKind.Unused || IsTwice(info)));

        // Of a drop both ends are told, though it is no call.
        static bool IsTwice(ScapEventInfo info) => info is { Name: "drop" or "tracer", Code: 149 or 269 };
    }

    [Theory]
    [InlineData(107, 0, "rt_sigaction")]
    [InlineData(319, 0, "fadvise64")]
    [InlineData(0, 221, "fadvise64")]
    [InlineData(0, 439, "faccessat2")]
    [InlineData(164, 0, "exit_group")]
    [InlineData(390, 0, "membarrier")]
    [InlineData(65535, 65535, "syscall")]
    [InlineData(-1, -1, "syscall")]
    public void ASystemCallIsNamedByItsNumberOrElseByTheMachines(int number, int native, string name) =>
        Assert.Equal(name, EventTable.Name(ScapEventTable.SyscallType(number, native)));

    [Fact]
    public void NumbersBeyondTheTableAreNotKnown()
    {
        Assert.Null(ScapEventTable.Find(-1));
        Assert.Null(ScapEventTable.Find(440));
        Assert.Null(ScapEventTable.Find(ushort.MaxValue));
    }

    private static IEnumerable<string> Names(IEnumerable<KnownParameter> parameters) =>
        parameters.Select(parameter => parameter.Name);
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using Xunit;

namespace KosmosProbe.Engine.Tests.Events;

public class EventCatalogueTests
{
    [Fact]
    public void EveryOriginHasItsEvents()
    {
        var counts = EventCatalogue.All.CountBy(known => known.Origin).ToDictionary();
        Assert.Equal(711, counts[EventOrigin.Syscall]);
        Assert.Equal(4, counts[EventOrigin.Tracepoint]);
        Assert.Equal(1, counts[EventOrigin.Plugin]);
        Assert.Equal(13, counts[EventOrigin.Meta]);
    }

    [Fact]
    public void RulesMayNameEveryEvent()
    {
        var known = EventCatalogue.All.Select(known => known.Name).Distinct().Order(StringComparer.Ordinal);
        var seen = Enumerable.Range(0, EventTable.NamesCount).Where(EventNames.IsSeen).Select(EventTable.Name);
        Assert.Equal(known, seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NamesAreOfTheKindThatTheirEventsAre()
    {
        foreach (var known in EventCatalogue.All)
        {
            Assert.True(EventTable.TryFindName(known.Name, out int nameId));
            Assert.Equal(known.Origin == EventOrigin.Syscall, EventNames.IsSyscall(nameId));
            Assert.Equal(known.IsGeneric, EventNames.IsGeneric(nameId));
        }
    }

    [Fact]
    public void TracedEventsHaveTheParametersOfTheCatalogue()
    {
        foreach (var type in EventTable.Types)
        {
            // Falco tells no more of these than their number.
            if (EventCatalogue.Of(type).IsGeneric)
            {
                continue;
            }

            var known = EventCatalogue.Of(type).Parameters;
            Assert.Equal(
                known.Select(parameter => (parameter.Name, FieldTypeOf(parameter.Type))),
                EventParameters.Of(type).ToArray().Select(parameter => (parameter.Name, parameter.Type)));
        }
    }

    [Fact]
    public void NamesOfValuesAreShared()
    {
        var open = EventCatalogue.Of(EventType.Open).Parameters.Single(parameter => parameter.Name == "flags");
        var openat = EventCatalogue.Of(EventType.Openat).Parameters.Single(parameter => parameter.Name == "flags");
        Assert.Same(open.Values, openat.Values);
        Assert.Equal("O_LARGEFILE", open.Values[0]);
        Assert.Empty(EventCatalogue.Of(EventType.Procexit).Parameters[0].Values);
    }

    [Fact]
    public void TheTextOfTheCatalogueIsReadAsItsHeadTells()
    {
        const string Text = """
            # told first
            names some A=3 B=0
                C=16
            variants dyn UINT64 SIGTYPE
            section Tracepoint
            > begun
            <! ended res:ERRNO flags:FLAGS8=some mode:UINT32/OCT val:DYNAMIC/HEX=dyn
            section Syscall
            generic one
                two
            """;
        var events = EventCatalogueReader.Read(new StringReader(Text));
        string[] expected =
        [
            "Tracepoint begun enter, available:",
            "Tracepoint ended exit: res Errno, flags Flags8 A=3 B=0 C=16, mode UInt32 Octal, "
                + "val Dynamic Hexadecimal UInt64 SigType",
            "Syscall one enter, available, generic: ID SyscallId, nativeID UInt16",
            "Syscall one exit, available, generic: ID SyscallId, nativeID UInt16",
            "Syscall two enter, available, generic: ID SyscallId, nativeID UInt16",
            "Syscall two exit, available, generic: ID SyscallId, nativeID UInt16",
        ];
        Assert.Equal(expected, events.Select(Print));
    }

    private static string Print(KnownEvent known)
    {
        string parameters = string.Join(", ", known.Parameters.Select(Print));
        string remarks = (known.IsAvailable ? ", available" : "") + (known.IsGeneric ? ", generic" : "");
        return $"{known.Origin} {known.Name} {(known.IsEnter ? "enter" : "exit")}{remarks}: {parameters}".TrimEnd();
    }

    private static string Print(KnownParameter parameter) => string.Join(
        ' ',
        [
            parameter.Name,
            parameter.Type.ToString(),
            .. parameter.Base == Radix.Decimal ? Array.Empty<string>() : [parameter.Base.ToString()],
            .. parameter.Values.Zip(parameter.Numbers, static (name, number) => $"{name}={number}"),
            .. parameter.Variants.Select(static type => type.ToString()),
        ]);

    // Fields have fewer types; what prints or compares alike is one.
    private static FieldType FieldTypeOf(ParameterType type) => type switch
    {
        ParameterType.CharBuf => FieldType.Text,
        ParameterType.FsPath or ParameterType.FsRelPath => FieldType.Path,
        ParameterType.ByteBuf or ParameterType.SockAddr or ParameterType.SockTuple => FieldType.Bytes,
        ParameterType.Fd => FieldType.FileDescriptor,
        ParameterType.Uid or ParameterType.Gid => FieldType.Uid,
        ParameterType.AbsTime => FieldType.AbsoluteTime,
        ParameterType.SigType or ParameterType.EnumFlags8 => FieldType.UInt8,
        ParameterType.EnumFlags16 => FieldType.UInt16,
        ParameterType.EnumFlags32 or ParameterType.Mode => FieldType.UInt32,
        ParameterType.SigSet or ParameterType.FdList => FieldType.Dynamic,
        ParameterType.RelTime => FieldType.RelativeTime,
        ParameterType.Flags8 or ParameterType.Flags16 => FieldType.Flags32,
        _ => Enum.Parse<FieldType>(type.ToString()),
    };
}

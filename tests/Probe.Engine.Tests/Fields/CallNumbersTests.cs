using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

/// <summary>
/// Numbers that calls print, and the names beside them, against the catalogue: whatever the caller passed, a name
/// stands by the number that Falco has for it.
/// </summary>
public class CallNumbersTests
{
    private const long Probe = 31;

    // Small numbers, every bit by itself, all bits, and what ptrace has beyond these.
    private static readonly long[] Passed =
    [
        .. Enumerable.Range(0, 1100).Select(number => (long)number),
        .. Enumerable.Range(0, 32).Select(bit => 1L << bit),
        .. Enumerable.Range(0x4200, 16).Select(number => (long)number),
        0xffff, 0xffffffff, -1,
    ];

    private static readonly EventType[] Calls = [.. EventTable.Types.Where(CallEvents.Contains)];

    [Fact]
    public void NamesStandByTheNumbersThatTheCatalogueHas()
    {
        var differences = new HashSet<string>();
        int compared = 0;
        foreach (var type in Calls)
        {
            foreach (var (known, parameter) in Named(type))
            {
                foreach (long passed in Passed)
                {
                    var (number, names) = Written(type, parameter, passed);
                    string expected = Names(known, number);
                    compared += expected.Length > 0 ? 1 : 0;
                    if (names != expected && CanBe(known, number))
                    {
                        differences.Add($"{type} {known.Name} {number}: {names}, but the catalogue has {expected}");
                    }
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(compared > 1000, $"only {compared} numbers had a name");
    }

    [Fact]
    public void NumbersPrintInTheBaseOfTheCatalogue()
    {
        var differences = new List<string>();
        foreach (var type in Calls.Where(type => !EventCatalogue.Of(type).IsGeneric))
        {
            foreach (var (known, parameter) in EventCatalogue.Of(type).Parameters.Zip(Parameters(type)))
            {
                string other = known.Base == Radix.Hexadecimal ? "31" : "1F";
                if (Text(type, Probe, parameter.Plain) == other)
                {
                    differences.Add($"{type} {known.Name} prints {other}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData(EventType.Fchownat, 4, 0x1100, "flags", "AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH")]
    [InlineData(EventType.DeleteModule, 1, 0x800, "flags", "O_NONBLOCK")]
    [InlineData(EventType.DeleteModule, 1, 0x200, "flags", "O_TRUNC")]
    [InlineData(EventType.IoUringRegister, 1, 0, "opcode", "IORING_REGISTER_BUFFERS")]
    [InlineData(EventType.IoUringRegister, 1, 21, "opcode", "IORING_UNREGISTER_RING_FDS")]
    [InlineData(EventType.PidfdOpen, 1, 0x800, "flags", "PIDFD_NONBLOCK")]
    [InlineData(EventType.IoUringSetup, 4, 64, "flags", "IORING_SETUP_R_DISABLED")]
    public void WhatTheKernelCallsByOtherNumbersIsNamed(
        EventType type, int place, long passed, string name, string expected)
    {
        byte[] record = Records.Call(type, (ref call, _) => call.Numbers[place] = passed);
        Assert.Equal(expected, new World().Read(record, "evt.arg." + name));
    }

    // Eight bits hold no more; no file is of all types at once.
    private static bool CanBe(KnownParameter known, uint number) => known.Type switch
    {
        ParameterType.EnumFlags8 => number <= byte.MaxValue,
        ParameterType.Mode => (number & 0xf000) != 0xf000,
        _ => true,
    };

    private static EventParameter[] Parameters(EventType type) => EventParameters.Of(type).ToArray();

    // Those of records that carry the value.
    private static IEnumerable<(KnownParameter Known, EventParameter Parameter)> Named(EventType type) =>
        EventCatalogue.Of(type).IsGeneric
            ? []
            : EventCatalogue.Of(type).Parameters.Zip(Parameters(type))
                .Where(pair => pair.First.Values.Count > 0 && pair.Second.Plain is not null);

    private static (uint Number, string Names) Written(EventType type, EventParameter parameter, long passed)
    {
        string plain = Text(type, passed, parameter.Plain);
        bool isOctal = plain.StartsWith('0') && plain.Length > 1;
        long number = isOctal ? Convert.ToInt64(plain, 8) : long.Parse(plain, CultureInfo.InvariantCulture);
        return ((uint)number, Text(type, passed, parameter.Resolved));
    }

    private static string Text(EventType type, long passed, ArgumentWriter? write)
    {
        byte[] record = Records.Call(type, (ref call, _) =>
        {
            for (int i = 0; i < CallNumbers.Count; i++)
            {
                call.Numbers[i] = passed;
            }
        });
        var node = new NodeState();
        var view = Records.View(record);
        var context = new EventContext(view, node.Threads.Apply(view), node, number: 1, result: Probe);
        var text = new TextBuilder(node.Scratch);
        write?.Invoke(context, ref text);
        return Encoding.ASCII.GetString(text.Finish());
    }

    private static string Names(KnownParameter known, uint number)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        var names = new ValueNames(known);
        var text = new TextBuilder(new TextScratch());
        switch (known.Type)
        {
            case ParameterType.Mode:
                names.AddMode(default, bytes, ref text);
                break;
            case ParameterType.EnumFlags8 or ParameterType.EnumFlags16 or ParameterType.EnumFlags32:
                names.AddEqual(default, bytes, ref text);
                break;
            default:
                names.AddFlags(default, bytes, ref text);
                break;
        }

        return Encoding.ASCII.GetString(text.Finish());
    }
}

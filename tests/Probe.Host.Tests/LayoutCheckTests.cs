using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Against the shipped layout object, with mirrors that are wrong on purpose.</summary>
public class LayoutCheckTests
{
    private enum WrongSocketFlags
    {
        Connected = 1,
        DestinationChanged = 8,
        Imagined = 64,
    }

    [Fact]
    public void ShippedMirrorsMatch() => Assert.Empty(LayoutCheck.OfShippedObject());

    [Theory]
    [InlineData(typeof(ShiftedSpan), "text_span.length: offset 4 in BTF, 8 in ShiftedSpan", "text_span: size 8")]
    [InlineData(typeof(NarrowSpan), "text_span.length: width 4 in BTF, 2 in NarrowSpan")]
    [InlineData(typeof(SignedSpan), "text_span.length: unsigned in BTF, signed in SignedSpan")]
    [InlineData(typeof(RealSpan), "text_span.length: unsigned in BTF, Single in RealSpan")]
    [InlineData(typeof(RenamedSpan), "text_span.length: missing in RenamedSpan", "RenamedSpan.Bytes: missing")]
    public void DifferenceIsNamedWithBothSides(Type mirror, params string[] expected)
    {
        var differences = Differences("text_span", mirror);

        Assert.All(expected, start =>
            Assert.Contains(differences, difference => difference.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void ShorterArrayIsNamed() => Assert.Contains(
        "procexit_event.comm: length 16 in BTF, 8 in ShortComm", Differences("procexit_event", typeof(ShortComm)));

    [Fact]
    public void NestedStructOfAnotherNameIsNamed() => Assert.Contains(
        "open_event.path: struct text_span in BTF, OtherSpan in WrongNesting",
        Differences("open_event", typeof(WrongNesting)));

    [Fact]
    public void StructWithoutMirrorIsNamed()
    {
        using var layout = BpfObjects.OpenLayout();

        Assert.Contains(
            "struct send_event: in BTF, but no type mirrors it", LayoutCheck.Compare(layout.Btf, [], []));
        Assert.Contains("enum exe_flags: in BTF, but no type mirrors it", LayoutCheck.Compare(layout.Btf, [], []));
    }

    [Fact]
    public void MirrorWithoutStructIsNamed() => Assert.Contains(
        "struct imagined_event: mirrored by TextSpan, but not in BTF", Differences("imagined_event", typeof(TextSpan)));

    [Fact]
    public void EnumsAreComparedByNameAndValue()
    {
        using var layout = BpfObjects.OpenLayout();
        var mirror = new EnumMirror("socket_flags", "SOCKET_", typeof(WrongSocketFlags));
        var differences = LayoutCheck.Compare(layout.Btf, [], [mirror]);

        Assert.Contains("socket_flags.SOCKET_DESTINATION_CHANGED: 2 in BTF, 8 in WrongSocketFlags", differences);
        Assert.Contains("socket_flags.SOCKET_ADDRESS_FROM_USER: missing in WrongSocketFlags", differences);
        Assert.Contains("WrongSocketFlags.Imagined: 64 is missing in enum socket_flags", differences);
        Assert.DoesNotContain(differences, text => text.Contains("SOCKET_CONNECTED", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Differences(string name, Type mirror)
    {
        using var layout = BpfObjects.OpenLayout();
        return LayoutCheck.Compare(layout.Btf, [new StructMirror(name, mirror)], []);
    }

    public struct ShiftedSpan
    {
        public uint Offset;
        public uint Pad0;
        public uint Length;
    }

    public struct NarrowSpan
    {
        public uint Offset;
        public ushort Length;
    }

    public struct SignedSpan
    {
        public uint Offset;
        public int Length;
    }

    public struct RealSpan
    {
        public uint Offset;
        public float Length;
    }

    public struct RenamedSpan
    {
        public uint Offset;
        public uint Bytes;
    }

    public struct ShortComm
    {
        public EventHeader Header;
        public EightBytes Comm;
    }

    [InlineArray(8)]
    public struct EightBytes
    {
        public byte First;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct OtherSpan
    {
        public uint Offset;
        public uint Length;
    }

    public struct WrongNesting
    {
        public OtherSpan Path;
    }
}

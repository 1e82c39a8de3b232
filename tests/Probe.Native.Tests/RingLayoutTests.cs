namespace KosmosProbe.Native.Tests;

public class RingLayoutTests
{
    private const uint Megabyte = 1 << 20;

    [Theory]
    [InlineData(1u, 8u, 1u)]
    [InlineData(2u, 8u, 1u)]
    [InlineData(16u, 8u, 1u)]
    [InlineData(17u, 8u, 2u)]
    [InlineData(32u, 8u, 2u)]
    [InlineData(48u, 8u, 4u)]
    [InlineData(128u, 8u, 8u)]
    [InlineData(256u, 8u, 8u)]
    [InlineData(256u, 64u, 16u)]
    [InlineData(1024u, 64u, 16u)]
    [InlineData(128u, 1u, 1u)]
    public void MachineAndSizeSayHowManyRingsThereAre(uint cpus, uint megabytes, uint rings)
    {
        var layout = RingLayout.Of(new ProgramSettings { RingBytes = megabytes * Megabyte }, cpus);

        Assert.Equal(rings, layout.Count);
        Assert.Equal(megabytes * Megabyte, layout.Count * layout.BytesEach);
        Assert.True(layout.CpusEach * layout.Count >= cpus, "some CPU has no ring");
        Assert.True((cpus - 1) / layout.CpusEach < layout.Count, "the last CPUs wrap around");
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(8u)]
    public void SettingSaysHowManyRingsThereAre(uint rings)
    {
        var layout = RingLayout.Of(new ProgramSettings { RingBytes = 8 * Megabyte, Rings = rings }, cpus: 2);

        Assert.Equal(rings, layout.Count);
        Assert.Equal(8 * Megabyte / rings, layout.BytesEach);
        Assert.Equal(rings == 1 ? 2u : 1u, layout.CpusEach);
    }

    [Theory]
    [InlineData(3u, 8u)]
    [InlineData(16u, 8u)]
    [InlineData(32u, 64u)]
    [InlineData(2u, 1u)]
    public void ImpossibleNumberIsRefused(uint rings, uint megabytes)
    {
        var error = Assert.Throws<BpfException>(() => RingLayout.Of(
            new ProgramSettings { RingBytes = megabytes * Megabyte, Rings = rings }, cpus: 64));

        Assert.Equal(
            $"part the ring buffer of {megabytes * Megabyte} bytes into {rings} rings: it takes a power of two, "
            + $"at most 16, and {Megabyte} bytes for each",
            error.Message);
    }
}

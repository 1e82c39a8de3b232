using System.Buffers.Binary;
using KosmosProbe.Engine.Output;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class SipHashTests
{
    // The first vectors of the reference implementation: key 00 01 .. 0f, input the first n of 00 01 02 ...
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    public void ItGivesTheReferencesValues(int length, string expected)
    {
        byte[] input = [.. Enumerable.Range(0, length).Select(static value => (byte)value)];
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(
            hash, new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908).Hash(input));
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void EveryByteAndTheLengthCount()
    {
        var hash = SipHash.WithRandomKey();
        var seen = new HashSet<UInt128>();
        for (int length = 0; length < 40; length++) Assert.True(seen.Add(hash.Hash(new byte[length])));
        for (int at = 0; at < 40; at++)
        {
            byte[] input = new byte[40];
            input[at] = 1;
            Assert.True(seen.Add(hash.Hash(input)));
        }

        Assert.NotEqual(hash.Hash([1]), SipHash.WithRandomKey().Hash([1]));
    }
}

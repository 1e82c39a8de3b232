using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Recording;

/// <summary>Encoding takes no memory once it is warm.</summary>
public class RecordingAllocationTests
{
    [Fact]
    public void EncodingAllocatesNothing()
    {
        const int Rounds = 2_000;
        var world = new World().Feed(Records.Exec(["sh"]));
        var encoded = new Encoded(world, 100);
        byte[][] records =
        [
            .. EventTable.Types.Where(type => type != EventType.Procexit).Select(LiveEventEncoderTests.Sample),
        ];
        Assert.Equal(0, Allocation.Of(() => Run(encoded, records, Rounds)));
    }

    private static void Run(Encoded encoded, byte[][] records, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            encoded.Encoder.Clear();
            foreach (byte[] record in records)
            {
                encoded.Write(record);
            }
        }
    }
}

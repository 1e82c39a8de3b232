using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Recording;

/// <summary>Whatever stands in a record, what is written of it can be read.</summary>
public class HostileRecordTests
{
    [Fact]
    public void RecordsOfAnyBytesAreWrittenSoThatTheyCanBeRead()
    {
        const int Rounds = 3_000;
        const int HeaderBytes = 80;
        var random = new Random(20_26);
        for (int round = 0; round < Rounds; round++)
        {
            var type = EventTable.Types.ElementAt(random.Next(EventTable.Types.Count()));
            byte[] record = LiveEventEncoderTests.Sample(type);
            for (int flips = random.Next(1, 40); flips > 0; flips--)
            {
                record[random.Next(HeaderBytes, record.Length)] = (byte)random.Next(256);
            }

            var encoded = new Encoded(new World().Feed(Records.Exec(["sh"])));
            encoded.Write(record);

            Assert.Contains(encoded.Read(), read => read.RuleName == EventTable.Name(type));
        }
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(65_535)]
    [InlineData(65_534)]
    public void ATextThatIsTooLongIsCut(int length)
    {
        var encoded = new Encoded(new World().Feed(Records.Exec(["sh"])), 100);

        encoded.Write(Records.Openat("/" + new string('a', length)));

        Assert.All(encoded.Read(), read => Assert.InRange(read.Parameters.Max(value => value.Length), 65_535, 65_535));
    }

    [Fact]
    public void AGroupsPathThatIsTooLongForFiveIsCut()
    {
        var encoded = new Encoded(new World(), []);

        string path = "/" + new string('g', 60_000);
        encoded.Write(Records.Exec(["sh"], (ref record, texts) => record.Cgroup = texts.Add(path)));

        Assert.InRange(encoded.Read()[^1].Parameters[14].Length, 50_000, ushort.MaxValue);
    }
}

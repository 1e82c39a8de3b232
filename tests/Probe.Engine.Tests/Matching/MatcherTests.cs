using System.Text;
using CsCheck;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Matching;

/// <summary>Every matcher against the plainest way to say the same, over random texts of few letters.</summary>
public class MatcherTests
{
    private static readonly Gen<byte[]> Texts = Gen.Int[0, 3].Select(i => (byte)"ab/A"[i]).Array[0, 12];
    private static readonly Gen<byte[][]> Constants = Texts.Array[1, 40];

    [Fact]
    public void ASetHoldsItsConstantsOnly() => Sample(TextTest.Equal, (text, constant) => text == constant);

    [Fact]
    public void PrefixesAreFound() =>
        Sample(TextTest.Prefix, (text, constant) => text.StartsWith(constant, StringComparison.Ordinal));

    [Fact]
    public void SuffixesAreFound() =>
        Sample(TextTest.Suffix, (text, constant) => text.EndsWith(constant, StringComparison.Ordinal));

    [Fact]
    public void PartsAreFound() =>
        Sample(TextTest.Contains, (text, constant) => text.Contains(constant, StringComparison.Ordinal));

    [Fact]
    public void PartsOfEitherCaseAreFound() => Sample(
        TextTest.ContainsIgnoreCase, (text, constant) => text.Contains(constant, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void OrdersAreByteOrders()
    {
        Sample(TextTest.Less, (text, constant) => string.CompareOrdinal(text, constant) < 0);
        Sample(TextTest.LessOrEqual, (text, constant) => string.CompareOrdinal(text, constant) <= 0);
        Sample(TextTest.Greater, (text, constant) => string.CompareOrdinal(text, constant) > 0);
        Sample(TextTest.GreaterOrEqual, (text, constant) => string.CompareOrdinal(text, constant) >= 0);
    }

    [Fact]
    public void PathPrefixesGoByComponents() => Sample(TextTest.PathPrefix, (text, constant) =>
    {
        string[] path = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] above = constant.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path.Take(above.Length).SequenceEqual(above);
    });

    [Theory]
    [InlineData("Equal")]
    [InlineData("Prefix")]
    [InlineData("Suffix")]
    [InlineData("Contains")]
    [InlineData("ContainsIgnoreCase")]
    [InlineData("PathPrefix")]
    public void LongListsAnswerAsTheirItemsDo(string name)
    {
        var test = Enum.Parse<TextTest>(name);
        var random = new Random(3);
        byte[][] constants = [.. Enumerable.Range(0, 500).Select(_ => Word(random, 4))];
        var matcher = TextMatcher.Create(test, constants);
        var each = constants.Select(constant => TextMatcher.Create(test, [constant])).ToList();
        for (int i = 0; i < 2000; i++)
        {
            byte[] text = Word(random, 8);
            Assert.Equal(each.Exists(one => one.Matches(text)), matcher.Matches(text));
        }
    }

    [Fact]
    public void GlobsMatchAsTheRecursiveDefinitionSays()
    {
        var patterns = Gen.Int[0, 5].Select(i => (byte)"ab/A*?"[i]).Array[0, 10];
        Gen.Select(patterns, Texts).Sample((pattern, text) =>
            GlobPattern.Parse(pattern, ignoreCase: false).Matches(text) == Fits(pattern, text));
    }

    [Fact]
    public void ReducedGlobsMeanTheSame()
    {
        var patterns = Gen.Select(Gen.Int[0, 2], Texts, Gen.Int[0, 2]).Select((before, core, after) =>
            Encoding.ASCII.GetBytes(new string('*', before) + Encoding.ASCII.GetString(core) + new string('*', after)));
        Gen.Select(patterns, Texts).Sample((pattern, text) =>
        {
            Assert.True(GlobPattern.TryReduce(pattern, out var test, out byte[] constant));
            return TextMatcher.Create(test, [constant]).Matches(text) == Fits(pattern, text);
        });
    }

    [Theory]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[]a]x", "]x", true)]
    [InlineData("[a-]x", "-x", true)]
    [InlineData(@"[\]]x", "]x", true)]
    [InlineData("[[:upper:]]x", "Ax", true)]
    [InlineData("[[:nope:]]", "n]", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("[!", "[!", true)]
    [InlineData(@"a\", @"a\", false)]
    [InlineData(@"\[a]", "[a]", true)]
    public void BracketsAreRead(string pattern, string text, bool expected) => Assert.Equal(
        expected,
        GlobPattern.Parse(Encoding.UTF8.GetBytes(pattern), ignoreCase: false).Matches(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void AddressSetsHoldTheirRanges()
    {
        var range = Gen.Select(Gen.UInt[0, 60], Gen.UInt[0, 9]);
        Gen.Select(range.Array[1, 8], Gen.UInt[0, 80]).Sample((ranges, asked) =>
        {
            var set = new AddressSet([.. ranges.Select(r => new AddressRange(V4(r.Item1), V4(r.Item1 + r.Item2)))]);
            bool expected = ranges.Any(r => asked >= r.Item1 && asked <= r.Item1 + r.Item2);
            return set.Contains(V4(asked)) == expected && !set.Contains(FakeFields.ParseAddress($"::{asked:x}"));
        });
    }

    [Fact]
    public void NumberSetsHoldTheirNumbers() =>
        Gen.Select(Gen.Long[-20, 20].Array[0, 12], Gen.Long[-25, 25]).Sample((numbers, asked) =>
            new NumberSet(numbers).Contains(asked) == numbers.Contains(asked));

    [Fact]
    public void ServicesComeFromTheFileAndFromTheTable()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "# names\nhttp 8088/tcp web # moved\nhttp 80/udp\nours\t7000/tcp\nbroken\n");
        var ports = ServicePorts.Read(path);
        Assert.Equal((8088, 8088, 7000, 22), (ports["http"], ports["web"], ports["ours"], ports["ssh"]));
        File.Delete(path);
        Assert.Equal(80, ServicePorts.Read(path)["http"]);
    }

    private static void Sample(TextTest test, Func<string, string, bool> expected) =>
        Gen.Select(Constants, Texts).Sample((constants, text) =>
        {
            string asked = Encoding.ASCII.GetString(text);
            bool any = constants.Any(c => expected(asked, Encoding.ASCII.GetString(c)));
            return TextMatcher.Create(test, constants).Matches(text) == any;
        });

    private static byte[] Word(Random random, int lengthMax)
    {
        string letters = "aAbcdefgh/_\u00e9";
        string word = string.Concat(Enumerable.Range(0, random.Next(3, lengthMax + 1))
            .Select(_ => letters[random.Next(letters.Length)]));
        return Encoding.UTF8.GetBytes(word);
    }

    private static bool Fits(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Fits(pattern[1..], text) || (!text.IsEmpty && Fits(pattern, text[1..]));
        }

        return !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && Fits(pattern[1..], text[1..]);
    }

    private static IpAddress V4(uint bits) =>
        IpAddress.FromV4([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);
}

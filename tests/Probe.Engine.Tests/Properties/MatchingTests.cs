using CsCheck;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Matching.Regexes;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Matchers that answer for several constants at once, against the plain answer for each of them.</summary>
public class MatchingTests
{
    private const int Usual = 5_000;

    // Enough constants that the matchers for few, for several and for many are all made.
    private static readonly Gen<string[]> Constants = Gen.OneOf(
        Of(SampleValues.Texts, 3), Of(SampleValues.Texts, 40), Of(ConstantGen.Globs, 6));

    [Theory]
    [InlineData("=")]
    [InlineData("startswith")]
    [InlineData("endswith")]
    [InlineData("contains")]
    [InlineData("icontains")]
    [InlineData("glob")]
    [InlineData("iglob")]
    public void ATextPassesWhenItDoesForOneConstant(string spelling) =>
        Hold(TestOf(spelling), (value, constant) => PlainText.Holds(spelling, value, constant));

    [Fact]
    public void APathPassesWhenItIsBelowOne() => Hold(
        TextTest.PathPrefix, (value, constant) => PlainText.IsBelow(value, constant, hasPatterns: true));

    [Fact]
    public void ARegularExpressionFitsWhatItsPartsSay() => Property.Holds(
        Gen.Select(ConstantGen.Regexes, SampleValues.Texts.Array[6]),
        Usual / 4,
        sample =>
        {
            var (pattern, texts) = sample;
            bool isPattern = RegexMatcher.TryCreate(PlainText.Bytes(pattern), out var matcher, out var error);
            Assert.True(isPattern, $"{error}");
            foreach (string text in texts)
            {
                byte[] value = PlainText.Bytes(text);
                bool actual = matcher!.Matches(value);
                Assert.True(actual == PlainRegex.Fits(value, pattern), $"{actual} for <{text}>");
            }
        },
        sample => sample.Item1);

    [Fact]
    public void ASetOfAddressesHoldsWhatOneRangeHolds() => Property.Holds(
        Gen.Select(Of(ConstantGen.Ranges, 8), Gen.OneOf(SampleValues.Addresses)),
        Usual * 4,
        sample =>
        {
            var (written, address) = sample;
            var set = new AddressSet([.. written.Select(Range)]);
            Assert.Equal(
                written.Any(one => PlainAddresses.IsIn(address, one)),
                set.Contains(FakeFields.ParseAddress(address).Unmapped()));
        },
        sample => $"{sample.Item2} in ({string.Join(", ", sample.Item1)})");

    private static void Hold(TextTest test, Func<byte[], byte[], bool> plain) => Property.Holds(
        Gen.Select(Constants, SampleValues.Texts.Array[4]),
        Usual / 4,
        sample =>
        {
            byte[][] constants = [.. sample.Item1.Select(PlainText.Bytes)];
            var matcher = TextMatcher.Create(test, constants);
            foreach (string text in sample.Item2)
            {
                byte[] value = PlainText.Bytes(text);
                bool actual = matcher.Matches(value);
                Assert.True(actual == constants.Any(constant => plain(value, constant)), $"{actual} for <{text}>");
            }
        },
        sample => $"{test} <{string.Join("> <", sample.Item1)}>");

    private static Gen<string[]> Of(Gen<string> one, int most) => one.Array[0, most];

    private static TextTest TestOf(string spelling) => spelling switch
    {
        "=" => TextTest.Equal,
        "startswith" => TextTest.Prefix,
        "endswith" => TextTest.Suffix,
        "contains" => TextTest.Contains,
        "icontains" => TextTest.ContainsIgnoreCase,
        "glob" => TextTest.Glob,
        _ => TextTest.GlobIgnoreCase,
    };

    private static AddressRange Range(string text)
    {
        bool isRange = text.Contains('/')
            ? AddressParser.TryNetwork(text, allowsAllOfV6: true, out var range, out string? error)
            : AddressParser.TryRange(text, out range, out error);
        Assert.True(isRange, error);
        return range;
    }
}

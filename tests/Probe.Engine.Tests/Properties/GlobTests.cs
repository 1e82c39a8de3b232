using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using KosmosProbe.Engine.Matching;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Shell patterns against the C library's own fnmatch, which Falco calls.</summary>
public static partial class GlobTests
{
    private const int Usual = 20_000;
    private const int FoldCase = 16;

    // What lies beyond ASCII depends on the locale of the process; a NUL would end the text.
    private static readonly Gen<string> Texts = SampleValues.Texts.Where(t => Ascii.IsValid(t));
    private static readonly Gen<string> Patterns =
        Gen.OneOf(ConstantGen.Globs, SampleValues.Texts).Where(t => Ascii.IsValid(t));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public static void PatternsFitWhatTheyFitInTheCLibrary(bool ignoreCase) => Property.Holds(
        Gen.Select(Patterns, Texts),
        Usual,
        sample =>
        {
            var (pattern, text) = sample;
            bool expected = Fnmatch(pattern, text, ignoreCase ? FoldCase : 0) == 0;
            byte[] bytes = Encoding.ASCII.GetBytes(pattern);
            byte[] value = Encoding.ASCII.GetBytes(text);
            Assert.True(expected == PlainGlob.Fits(value, bytes, ignoreCase), $"the plain matcher: not {expected}");
            Assert.True(expected == GlobPattern.Parse(bytes, ignoreCase).Matches(value), $"the engine: not {expected}");
        },
        sample => $"pattern <{sample.Item1}> text <{sample.Item2}>");

    [LibraryImport("libc", EntryPoint = "fnmatch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Fnmatch(string pattern, string text, int flags);
}

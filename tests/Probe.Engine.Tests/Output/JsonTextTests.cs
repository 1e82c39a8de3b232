using System.Text;
using CsCheck;
using KosmosProbe.Engine.Output;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class JsonTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("\u0000\u0001\u001b\u001f", "\\u0000\\u0001\\u001b\\u001f")]
    [InlineData("/<>&'\u007f\u2028\u2029", "/<>&'\u007f\u2028\u2029")]
    [InlineData("café 日本語 😀", "café 日本語 😀")]
    public void TextIsEscapedAsFalcosLibraryDoes(string text, string expected) =>
        Assert.Equal(expected, Escape(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("41FF42", "A\uFFFDB")]
    [InlineData("E282", "\uFFFD")]
    [InlineData("E28241", "\uFFFDA")]
    [InlineData("E28222", "\uFFFD\\\"")]
    [InlineData("C0AF", "\uFFFD\uFFFD")]
    [InlineData("EDA080", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("F09F98", "\uFFFD")]
    [InlineData("F4908080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("8080", "\uFFFD\uFFFD")]
    public void BrokenUtf8BecomesReplacementCharacters(string hex, string expected) =>
        Assert.Equal(expected, Escape(Convert.FromHexString(hex)));

    [Fact]
    public void AnyBytesGiveJsonThatReadsBackAsTheSameText() =>
        Gen.Byte.Array.Sample(bytes =>
        {
            string json = $"\"{Escape(bytes)}\"";
            return System.Text.Json.JsonSerializer.Deserialize<string>(json) == Encoding.UTF8.GetString(bytes);
        });

    private static string Escape(byte[] bytes)
    {
        var buffer = new ByteBuffer();
        JsonText.WriteEscaped(bytes, buffer);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer.Written);
    }
}

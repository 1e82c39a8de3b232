using System.Net;
using System.Text;
using CsCheck;
using KosmosProbe.Engine.Fields;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class AddressTextTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.10.0.1", "255.10.0.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("fe80::1", "fe80::1")]
    [InlineData("2001:DB8::", "2001:db8::")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7")]
    [InlineData("::1.2.3.4", "::1.2.3.4")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    [InlineData("::fffe:1.2.3.4", "::fffe:102:304")]
    [InlineData("::ffff:0:102:304", "::ffff:0:102:304")]
    [InlineData("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0")]
    public void AddressesPrintAsTheCLibraryPrintsThem(string text, string expected) =>
        Assert.Equal(expected, Print(IPAddress.Parse(text)));

    [Fact]
    public void AnyAddressReadsBackAsItself() =>
        Gen.Byte.Array[16].Sample(bytes =>
            IPAddress.Parse(Print(new IPAddress(bytes))).Equals(new IPAddress(bytes)));

    private static string Print(IPAddress parsed)
    {
        byte[] bytes = parsed.GetAddressBytes();
        var address = bytes.Length == 4 ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes);
        var buffer = new byte[AddressText.BytesMax];
        return Encoding.ASCII.GetString(buffer.AsSpan(0, AddressText.Write(address, buffer)));
    }
}

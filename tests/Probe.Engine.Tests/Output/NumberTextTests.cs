using System.Globalization;
using System.Text;
using CsCheck;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class NumberTextTests
{
    [Theory]
    [InlineData(-1L, FieldType.Int32, NumberFormat.Decimal, "-1")]
    [InlineData(-1L, FieldType.UInt64, NumberFormat.Decimal, "18446744073709551615")]
    [InlineData(long.MinValue, FieldType.Int64, NumberFormat.Decimal, "-9223372036854775808")]
    [InlineData(493L, FieldType.UInt32, NumberFormat.Octal, "755")]
    [InlineData(0L, FieldType.UInt32, NumberFormat.Octal, "0")]
    [InlineData(255L, FieldType.UInt32, NumberFormat.Hexadecimal, "FF")]
    [InlineData(-1L, FieldType.Int16, NumberFormat.Hexadecimal, "FFFF")]
    [InlineData(-1L, FieldType.Int64, NumberFormat.Octal, "1777777777777777777777")]
    [InlineData(7L, FieldType.UInt64, NumberFormat.PaddedNanoseconds, "000000007")]
    public void IntegersPrintByTypeAndFormat(long value, FieldType type, NumberFormat format, string expected)
    {
        var buffer = new ByteBuffer();
        NumberText.Write(value, type, format, buffer);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer.Written));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(0.25, "0.2")]
    [InlineData(0.75, "0.8")]
    [InlineData(-2.25, "-2.2")]
    [InlineData(0.35, "0.3")]
    [InlineData(1.5, "1.5")]
    [InlineData(1e21, "1000000000000000000000.0")]
    public void DoublesHaveOneDecimalInText(double value, string expected)
    {
        var buffer = new ByteBuffer();
        NumberText.WriteText(value, buffer);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer.Written));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(3.0, "3.0")]
    [InlineData(1.5, "1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0012, "-0.0012")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(123456789012345.0, "123456789012345.0")]
    [InlineData(1e15, "1e+15")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.25e-300, "1.25e-300")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    public void DoublesAreShortestInJson(double value, string expected) => Assert.Equal(expected, Json(value));

    [Fact]
    public void AnyDoubleReadsBackAsItself() =>
        Gen.Double.Where(double.IsFinite).Sample(value =>
            double.Parse(Json(value), CultureInfo.InvariantCulture).Equals(value));

    private static string Json(double value)
    {
        var buffer = new ByteBuffer();
        NumberText.WriteJson(value, buffer);
        return Encoding.ASCII.GetString(buffer.Written);
    }
}

using System.Text;
using Xunit;

namespace KosmosProbe.Engine.Tests;

public class SelfTestMarkerTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("0123456789abcdef");
    private static readonly byte[] Record = Encoding.ASCII.GetBytes("...true\0marker\00123456789abcdef\0...");

    [Fact]
    public void AnExecWithTheSecretIsTheMarkerOnce()
    {
        var marker = new SelfTestMarker();
        marker.Expect(Secret);
        Assert.True(marker.TryTake(Record));
        Assert.False(marker.TryTake(Record));
        Assert.Equal(1, marker.Seen);
    }

    [Fact]
    public void WithoutSecretNothingIsTheMarker() => Assert.False(new SelfTestMarker().TryTake(Record));

    [Fact]
    public void AnotherSecretIsNotTheMarker()
    {
        var marker = new SelfTestMarker();
        marker.Expect("fedcba9876543210"u8);
        Assert.False(marker.TryTake(Record));
        Assert.Equal(0, marker.Seen);
    }

    [Fact]
    public void AShortSecretIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SelfTestMarker().Expect("short"u8));
}

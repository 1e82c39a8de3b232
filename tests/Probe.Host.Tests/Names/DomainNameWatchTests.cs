using System.Net;
using System.Net.Sockets;
using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Names;
using KosmosProbe.Host.Names;
using Xunit;

namespace KosmosProbe.Host.Tests.Names;

/// <summary>What names lead to, looked up again and again.</summary>
public sealed class DomainNameWatchTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DomainNames _names = new();
    private readonly Clock _clock = new();
    private string[] _wanted = ["a.example"];
    private Func<string, IPAddress[]> _answer = _ => [IPAddress.Parse("192.0.2.1")];

    [Fact]
    public async Task NamesLeadToWhatIsAnswered()
    {
        using var watch = Watch();
        await watch.LookAt(None);

        Assert.Equal(["a.example"], Names("192.0.2.1"));
        Assert.Empty(Names("192.0.2.2"));
    }

    [Fact]
    public async Task AnAddressOutlivesItsAnswerForTenMinutes()
    {
        using var watch = Watch();
        await watch.LookAt(None);
        _answer = _ => [IPAddress.Parse("192.0.2.2")];
        _clock.Now += TimeSpan.FromMinutes(9);
        await watch.LookAt(None);

        Assert.Equal(["a.example"], Names("192.0.2.1"));
        _clock.Now += TimeSpan.FromMinutes(2);
        await watch.LookAt(None);
        Assert.Empty(Names("192.0.2.1"));
        Assert.Equal(["a.example"], Names("192.0.2.2"));
    }

    [Fact]
    public async Task AFailureChangesNothing()
    {
        using var watch = Watch();
        await watch.LookAt(None);
        _answer = _ => throw new SocketException((int)SocketError.TryAgain);
        await watch.LookAt(None);

        Assert.Equal(["a.example"], Names("192.0.2.1"));
    }

    [Fact]
    public async Task ANameThatNoRuleHasAnyMoreIsForgotten()
    {
        using var watch = Watch();
        await watch.LookAt(None);
        _wanted = ["b.example"];
        await watch.LookAt(None);

        Assert.Equal(["b.example"], Names("192.0.2.1"));
    }

    [Fact]
    public async Task WhatIsAskedForIsLookedUpAtOnce()
    {
        using var watch = Watch();
        watch.Start();
        await Until(() => Names("192.0.2.1") is ["a.example"]);
        _wanted = ["b.example"];
        watch.LookAgain();
        watch.LookAgain();
        await Until(() => Names("192.0.2.1") is ["b.example"]);
        watch.Dispose();
    }

    [Fact]
    public async Task TheMachinesOwnNamesAreFound()
    {
        _wanted = ["localhost", "no such name"];
        using var watch = new DomainNameWatch(_names, () => _wanted);
        await watch.LookAt(None);

        Assert.Equal(["localhost"], Names("127.0.0.1"));
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int left = 3000; !condition(); left--)
        {
            Assert.True(left > 0, "nothing came of it");
            await Task.Delay(10);
        }
    }

    private DomainNameWatch Watch() =>
        new(_names, () => _wanted, (name, _) => Task.Run(() => _answer(name)), _clock);

    private string[] Names(string address) =>
    [
        .. _names.Find(IpAddress.FromV4(IPAddress.Parse(address).GetAddressBytes())).Select(Encoding.UTF8.GetString),
    ];

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

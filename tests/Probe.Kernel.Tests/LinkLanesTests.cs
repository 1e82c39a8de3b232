using System.Collections.Concurrent;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Host.Identities;
using Microsoft.Extensions.Logging.Abstractions;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Who asks where names lead, while file systems of others do not answer.</summary>
public sealed class LinkLanesTests : IDisposable
{
    private readonly ManualResetEventSlim _answer = new();
    private readonly ConcurrentBag<LinkOrigin> _looked = [];
    private readonly LinkLanes _lanes;

    public LinkLanesTests() => _lanes = new LinkLanes(Look, NullLogger.Instance);

    public void Dispose() => _answer.Set();

    [Fact]
    public void NamesThatHangCostNobodyElseTheirs()
    {
        for (int i = 0; i < 10; i++) Ask(Hanging(1));
        Ask(Healthy(1));
        UntilLooked(Healthy(1));
        Assert.DoesNotContain(Hanging(1), _looked);

        _answer.Set();
        UntilLooked(Hanging(1), times: 10);
    }

    [Fact]
    public void WhoWasAnsweredBeforeHasRoomAlsoWhenStrangersHoldAll()
    {
        Ask(Healthy(1));
        UntilLooked(Healthy(1));
        for (uint number = 1; number <= LinkLanes.LanesMax; number++) Ask(Hanging(number));
        IdentitySession.Until(
            () =>
            {
                Ask(Healthy(1));
                return _looked.Count(origin => origin == Healthy(1)) > 3;
            },
            "who was answered before is not any more");
        Ask(Healthy(2));
        Ask(Healthy(1));
        UntilLooked(Healthy(1), times: 4);
        Assert.DoesNotContain(Healthy(2), _looked);
    }

    private static LinkOrigin Healthy(uint number) => new(null, number);

    private static LinkOrigin Hanging(uint number) => new("hanging", number);

    private void Look(LinkQuestion question)
    {
        if (question.Origin.Container is not null) _answer.Wait();
        _looked.Add(question.Origin);
    }

    private void Ask(LinkOrigin origin) => _lanes.Hand(new LinkQuestion { Origin = origin });

    private void UntilLooked(LinkOrigin origin, int times = 1) => IdentitySession.Until(
        () => _looked.Count(one => one == origin) >= times, $"{origin} gets no answer");
}

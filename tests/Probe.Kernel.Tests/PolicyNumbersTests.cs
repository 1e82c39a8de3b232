using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Host.Policies;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Which numbers policies have, and that under them the kernel finds what they say.</summary>
[Collection(OwnProbeCollection.Name)]
public sealed class PolicyNumbersTests : IDisposable
{
    private const long NowMs = 1;
    private const long RestMs = 60_000;

    private readonly LiveProbe _probe;
    private readonly PolicyNumbers _numbers;

    public PolicyNumbersTests()
    {
        Privilege.Demand();
        _probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = new HashSet<int> { (int)EventType.Openat } });
        _numbers = new PolicyNumbers(_probe.Policies);
    }

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void EqualPoliciesHaveOneNumberAndWhatSendsAllHasTheFirst()
    {
        Assert.Equal(PolicyNumbers.Everything, _numbers.Of(KernelPolicy.Everything, NowMs));
        Assert.Equal(1, _numbers.Of(WithoutOpens(), NowMs));
        Assert.Equal(2, _numbers.Of(WithFilter(port: 80), NowMs));
        Assert.Equal(1, _numbers.Of(WithoutOpens(), NowMs));
        Assert.Equal(2, _numbers.Of(WithFilter(port: 80), NowMs));
    }

    [Fact]
    public void WhereNumbersRunOutEverythingIsSentUntilOneHasRested()
    {
        for (int port = 1; port < KernelPolicies.PoliciesMax; port++)
        {
            Assert.Equal(port, _numbers.Of(WithFilter((ushort)port), NowMs));
        }

        Assert.Equal(PolicyNumbers.Everything, _numbers.Of(WithoutOpens(), NowMs));
        _numbers.Keep(Enumerable.Range(2, KernelPolicies.PoliciesMax - 2).ToHashSet(), NowMs);
        Assert.Equal(PolicyNumbers.Everything, _numbers.Of(WithoutOpens(), NowMs + RestMs - 1));
        Assert.Equal(1, _numbers.Of(WithoutOpens(), NowMs + RestMs));
    }

    [Fact]
    public void TheKernelLeavesOutWhatThePolicyOfANumberSays()
    {
        Enforce(_numbers.Of(WithoutOpens(), NowMs));
        Assert.Empty(OpensOfCat());

        Enforce(_numbers.Of(KernelPolicy.Everything, NowMs));
        Assert.NotEmpty(OpensOfCat());
    }

    /// <summary>A filter that found no number is not asked: its events are sent.</summary>
    [Fact]
    public void WithoutANumberForItsFilterAPolicySends()
    {
        for (int port = 1; port <= KernelPolicies.FiltersMax; port++) _numbers.Of(WithFilter((ushort)port), NowMs);
        int asked = _numbers.Of(WithFilter(port: 1), NowMs);
        int sent = _numbers.Of(WithFilter(port: 60_000), NowMs);

        Enforce(asked);
        Assert.Empty(OpensOfCat());
        Enforce(sent);
        Assert.NotEmpty(OpensOfCat());
    }

    /// <summary>The programs keep what they found of a group; not beyond a change.</summary>
    [Fact]
    public void AGroupThatLosesItsPolicyIsSentAtOnce()
    {
        Enforce(_numbers.Of(WithoutOpens(), NowMs));
        Assert.Empty(OpensOfCat());

        using var tree = CgroupTree.Open();
        foreach (var node in tree.List()) _probe.Policies.RemoveGroup(node.Key);

        Assert.NotEmpty(OpensOfCat());
    }

    private static KernelPolicy WithoutOpens()
    {
        byte[] verdicts = KernelPolicy.Everything.Verdicts.ToArray();
        OpensOf(verdicts).Clear();
        return new KernelPolicy(verdicts, []);
    }

    // Of opens such a filter wants none: they have no port.
    private static KernelPolicy WithFilter(ushort port)
    {
        byte[] verdicts = KernelPolicy.Everything.Verdicts.ToArray();
        OpensOf(verdicts).Fill(KernelPolicy.FirstFilter);
        return new KernelPolicy(verdicts, [new EventFilter([], [port])]);
    }

    private static Span<byte> OpensOf(byte[] verdicts)
    {
        var (first, count) = EventClasses.Of(EventType.Openat);
        return verdicts.AsSpan(first, count);
    }

    private void Enforce(int policy)
    {
        using var tree = CgroupTree.Open();
        foreach (var node in tree.List()) _probe.Policies.SetGroup(node.Key, policy, node.Flags);
        _probe.Policies.InForce = true;
    }

    private List<Recorded> OpensOfCat()
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", ["/etc/passwd"]) { RedirectStandardOutput = true })!;
        cat.StandardOutput.ReadToEnd();
        cat.WaitForExit();
        return
        [
            .. _probe.ReadAll().Where(
                record => record.Type == EventType.Openat && record.Header.Pid == (uint)cat.Id),
        ];
    }
}

using System.Net;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Names;

/// <summary>Addresses under the names that rules have for them.</summary>
public class DomainNameTests
{
    private readonly World _world = new World().Feed(Records.Exec(["sh"]));

    [Theory]
    [InlineData("1.2.3.4", "api.cluster.local www.cluster.local")]
    [InlineData("1.2.3.5", "www.cluster.local")]
    [InlineData("1.2.3.6", "")]
    [InlineData("2001:db8::1", "api.cluster.local")]
    public void AnAddressHasAllNamesThatLeadToIt(string address, string names)
    {
        Publish();

        Assert.Equal(names, _world.Read(Records.Connect(address, 443), "fd.sip.name"));
        Assert.Equal(names, _world.Read(Records.Connect(address, 443), "fd.rip.name"));
        Assert.Equal("", _world.Read(Records.Connect(address, 443), "fd.cip.name"));
    }

    [Fact]
    public void WhatIsNoSocketHasNoName()
    {
        Publish();

        Assert.Null(_world.Read(Records.Openat("/etc/hosts"), "fd.sip.name"));
    }

    [Theory]
    [InlineData("fd.sip.name = www.cluster.local", "1.2.3.4", true)]
    [InlineData("fd.sip.name in (other, www.cluster.local)", "1.2.3.4", true)]
    [InlineData("fd.sip.name = api.cluster.local", "1.2.3.5", false)]
    [InlineData("fd.sip.name != api.cluster.local", "1.2.3.5", true)]
    [InlineData("fd.sip.name != api.cluster.local", "1.2.3.4", false)]
    [InlineData("not fd.sip.name in (api.cluster.local)", "9.9.9.9", true)]
    public void AnyOfTheNamesCounts(string condition, string address, bool holds)
    {
        Publish();
        var rules = Load($"evt.type = connect and {condition}");

        Assert.Equal(holds, Holds(rules, Records.Connect(address, 443)));
    }

    [Fact]
    public void NamesOfRulesAreFoundWhereverTheyStand()
    {
        var rules = Load(
            "evt.type = connect and (fd.sip.name = a.example or not (fd.rip.name in (b.example, c.example)) "
            + "or fd.cip.name != a.example or fd.name = d.example)");

        Assert.Equal(["a.example", "b.example", "c.example"], rules.DomainNames.Order());
    }

    private static RuleSet Load(string condition) => TestRules.Load($"""
        - rule: Named
          desc: an address with a name
          condition: {condition}
          output: "%fd.sip.name"
          priority: NOTICE
        """);

    private bool Holds(RuleSet rules, byte[] record)
    {
        var view = Records.View(record);
        var thread = _world.Threads.Apply(view);
        var context = new EventContext(view, thread, _world.Node, number: 1, view.Header.Result);
        var matches = new RuleMatches(rules.Rules.Count);
        return rules.Match(context, matches);
    }

    private void Publish() => _world.Node.DomainNames.Publish(
    [
        ("api.cluster.local", [IPAddress.Parse("1.2.3.4"), IPAddress.Parse("2001:db8::1")]),
        ("www.cluster.local", [IPAddress.Parse("1.2.3.4"), IPAddress.Parse("::ffff:1.2.3.5")]),
    ]);
}

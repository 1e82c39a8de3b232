using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>Events that the kernel sent for proof alone.</summary>
public class PolicyDifferencesTests
{
    private const string Rules = """
        - rule: Shadow
          desc: It was read.
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: NOTICE
        """;

    [Fact]
    public void WhatARuleHoldsForIsADifferenceAndAlerts()
    {
        using var queue = new AlertQueue(1 << 20);
        var rules = TestRules.Load(Rules);
        var pipeline = new EventPipeline(rules, new NodeState(), new AlertOptions(), queue);
        pipeline.Handle(Records.Openat("/etc/shadow"));
        pipeline.Handle(ForProof(Records.Openat("/etc/hosts")));
        Assert.Equal((1, 0), (pipeline.PolicyDifferences.Proven, pipeline.PolicyDifferences.Count));
        Assert.Equal("", pipeline.PolicyDifferences.Last);

        pipeline.Handle(ForProof(Records.Openat("/etc/shadow")));
        Assert.Equal((2, 1), (pipeline.PolicyDifferences.Proven, pipeline.PolicyDifferences.Count));
        Assert.Matches("^openat \\(class \\d+\\) of host for the rule \"Shadow\"$", pipeline.PolicyDifferences.Last);
        Assert.Equal(2, rules.Rules[0].Matches);
    }

    private static byte[] ForProof(byte[] record)
    {
        MemoryMarshal.AsRef<EventHeader>(record.AsSpan()).Flags |= RecordFlags.LeftOut;
        return record;
    }
}

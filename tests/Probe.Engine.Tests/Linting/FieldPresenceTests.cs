using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting.Facts;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class FieldPresenceTests
{
    private static readonly (EventType Type, byte[] Record)[] Recorded =
    [
        (EventType.Execve, Records.Exec(["/bin/sh", "-c", "true"])),
        (EventType.Clone, Records.Clone(101)),
        (EventType.Procexit, Records.Exit()),
        (EventType.Openat, Records.Openat("/etc/hosts")),
        (EventType.Connect, Records.Connect("10.0.0.1", 443)),
        (EventType.Sendto, Records.Send(EventType.Sendto, "10.0.0.1", 53)),
    ];

    [Fact]
    public void WhatIsCalledMissingHasNoValue()
    {
        int missing = 0;
        foreach (var field in SyscallFields.Table.All.Where(field => field.Reader is not null))
        {
            foreach (var (type, record) in Recorded.Where(row => FieldPresence.IsMissing(field, row.Type)))
            {
                missing++;
                var world = new World().Feed(Records.Exec(["/bin/sh"]));
                Assert.True(world.Read(record, field.Name) is null, $"{field.Name} has a value in {type}");
            }
        }

        Assert.True(missing > 50, $"only {missing} were looked at");
    }

    [Fact]
    public void ArgumentsAreMissingWhereTheEventHasNoParameterOfTheName()
    {
        Assert.True(FieldPresence.IsMissing(World.Find("evt.arg.flags"), EventType.Connect));
        Assert.False(FieldPresence.IsMissing(World.Find("evt.arg.flags"), EventType.Openat));
    }
}

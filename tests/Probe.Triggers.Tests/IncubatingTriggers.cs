namespace KosmosProbe.Triggers.Tests;

/// <summary>What makes the rules of the incubating file alert.</summary>
internal static class IncubatingTriggers
{
    internal static readonly Trigger[] All =
    [
        new("Launch Privileged Container", "Informational", Place.PrivilegedEntry,
            "exit 0", "exit 0",
            "proc.name=sh", "evt.type=execve", "user.name=root")
        {
            MissPlace = Place.Entry,
        },
    ];
}

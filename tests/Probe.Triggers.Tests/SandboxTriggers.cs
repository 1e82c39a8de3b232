namespace KosmosProbe.Triggers.Tests;

/// <summary>What makes the rules of the sandbox file alert.</summary>
internal static class SandboxTriggers
{
    internal static readonly Trigger[] All =
    [
        new("Create Hidden Files or Directories", "Notice", Place.Container,
            "as editor open .hidden wc", "as editor open shown wc",
            "proc.name=editor", "evt.type=openat", "fd.name={here}/.hidden"),
    ];
}

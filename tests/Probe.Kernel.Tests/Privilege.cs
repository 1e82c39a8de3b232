using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Tests that need the kernel's leave skip without it, and say what is missing.</summary>
internal static class Privilege
{
    /// <summary>What is missing; empty when probes can run here.</summary>
    internal static string Missing { get; } = string.Join("; ", KernelRequirements.Unmet(KernelFacts.Read()));

    internal static void Demand() => Assert.SkipWhen(Missing.Length > 0, Missing);
}

namespace KosmosProbe.Native.Tests;

/// <summary>For tests that load programs: without what that needs they skip, and say what is missing.</summary>
internal static class Privilege
{
    internal static void ToLoadPrograms()
    {
        var unmet = KernelRequirements.Unmet(KernelFacts.Read());
        Assert.SkipWhen(unmet.Count > 0, string.Join("; ", unmet));
    }
}

using System.Runtime.InteropServices;

namespace KosmosProbe.Native.Tests;

public class KernelRequirementsTests
{
    private const ulong SysAdmin = 1ul << 21;
    private const ulong Perfmon = 1ul << 38;
    private const ulong Bpf = 1ul << 39;

    private static readonly KernelFacts Able =
        new("6.1.0-18-amd64", HasBtf: true, Bpf | Perfmon, InInitialUserNamespace: true, "none", Architecture.X64);

    [Fact]
    public void MachineThatHasEverythingLacksNothing() => Assert.Empty(KernelRequirements.Unmet(Able));

    [Fact]
    public void SysAdminStandsForBothCapabilities() =>
        Assert.Empty(KernelRequirements.Unmet(Able with { EffectiveCapabilities = SysAdmin }));

    [Fact]
    public void KernelThatCannotLoadTheProgramsIsRefused() => Assert.Equal(
        "programs: need kernel 5.10, this is 5.9: update the kernel",
        Only(Able with { Release = "5.9.16-1-generic" }));

    [Theory]
    [InlineData("5.10.0-28-amd64")]
    [InlineData("7.3-rc1")]
    public void KernelThatCanLoadThemIsAccepted(string release) =>
        Assert.Empty(KernelRequirements.Unmet(Able with { Release = release }));

    [Theory]
    [InlineData("6.18.9+deb13-amd64", true)]
    [InlineData("7.0.0", false)]
    [InlineData("7.3-rc1", false)]
    public void NamesAreShownUpToSix(string release, bool shown) =>
        Assert.Equal(shown, KernelRequirements.ShowsNames(Able with { Release = release }));

    [Fact]
    public void MissingBtfNamesTheKernelOption() => Assert.Equal(
        "kernel types: /sys/kernel/btf/vmlinux is missing: boot a kernel built with CONFIG_DEBUG_INFO_BTF",
        Only(Able with { HasBtf = false }));

    [Theory]
    [InlineData(0ul, "both")]
    [InlineData(Bpf, "CAP_PERFMON")]
    [InlineData(Perfmon, "CAP_BPF")]
    public void MissingCapabilityIsNamed(ulong held, string lacking) => Assert.Equal(
        $"privileges: needs CAP_BPF and CAP_PERFMON, lacks {lacking}: run as root (sudo)",
        Only(Able with { EffectiveCapabilities = held }));

    [Fact]
    public void CapabilitiesOfAUserNamespaceDoNotCount() =>
        Assert.Contains("user namespace", Only(Able with { InInitialUserNamespace = false }));

    [Fact]
    public void ConfidentialityLockdownIsNamed() =>
        Assert.Contains("lockdown=confidentiality", Only(Able with { Lockdown = "confidentiality" }));

    [Fact]
    public void OtherProcessorIsNamed() =>
        Assert.Contains("this is Arm64", Only(Able with { Machine = Architecture.Arm64 }));

    [Fact]
    public void AllThatIsMissingIsSaidAtOnce()
    {
        var error = Assert.Throws<BpfException>(
            () => KernelRequirements.Demand(Able with { HasBtf = false, EffectiveCapabilities = 0 }));

        Assert.StartsWith("start the probe: ", error.Message);
        Assert.Contains("CONFIG_DEBUG_INFO_BTF", error.Message);
        Assert.Contains("CAP_BPF and CAP_PERFMON", error.Message);
    }

    [Fact]
    public void RemedyOfEpermDependsOnTheCapabilitiesHeld()
    {
        Assert.Equal(
            "needs CAP_BPF and CAP_PERFMON", KernelRequirements.Remedy(1, Able with { EffectiveCapabilities = Bpf }));
        Assert.Contains("are held", KernelRequirements.Remedy(1, Able));
        Assert.Empty(KernelRequirements.Remedy(22, Able));
    }

    [Fact]
    public void ThisMachineIsReadable()
    {
        var facts = KernelFacts.Read();

        Assert.NotEmpty(facts.Release);
        Assert.Equal(File.Exists("/sys/kernel/btf/vmlinux"), facts.HasBtf);
    }

    private static string Only(KernelFacts facts) => Assert.Single(KernelRequirements.Unmet(facts)).ToString();
}

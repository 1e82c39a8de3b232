using System.Runtime.InteropServices;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What programs are after libbpf has fitted them to this kernel.</summary>
[Collection(OwnProbeCollection.Name)]
public partial class RelocationTests
{
    private const byte LoadNumber = 0x18;

    // Source registers of such a load that make a map's descriptor of the number: BPF_PSEUDO_MAP_FD and _MAP_VALUE.
    private static readonly int[] OfMaps = [1, 2];

    [Fact]
    public void AnExtractOfTheKernelsTypesDoesWhatAllOfThemDo()
    {
        Privilege.Demand();
        using var byExtract = LoadedPrograms.Load(OpenedPrograms.Open(false, mayExtract: true), new());
        using var byAll = LoadedPrograms.Load(OpenedPrograms.Open(false, mayExtract: false), new());

        var programs = byExtract.Object.Programs.Where(static one => one.IsWanted).Select(static one => one.Name);
        Assert.NotEmpty(programs);
        foreach (string name in programs)
            Assert.Equal(Instructions(byAll, name), Instructions(byExtract, name));
    }

    // Without the numbers by which this process has its maps.
    private static ulong[] Instructions(LoadedPrograms programs, string name)
    {
        nint program = programs.Object.Program(name).Pointer;
        ulong[] all = new ulong[bpf_program__insn_cnt(program)];
        for (int i = 0; i < all.Length; i++)
        {
            ulong one = (ulong)Marshal.ReadInt64(bpf_program__insns(program), i * sizeof(ulong));
            bool isOfMap = (byte)one == LoadNumber && OfMaps.Contains((int)(one >> 12 & 0xf));
            all[i] = isOfMap ? (uint)one : one;
        }

        return all;
    }

    [LibraryImport("libbpf.so.1")]
    private static partial nint bpf_program__insns(nint prog);

    [LibraryImport("libbpf.so.1")]
    private static partial nuint bpf_program__insn_cnt(nint prog);
}

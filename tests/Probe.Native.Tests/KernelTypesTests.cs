using System.Runtime.InteropServices;

namespace KosmosProbe.Native.Tests;

public class KernelTypesTests
{
    private const uint Struct = 4u << 24;
    private const uint Integer = 1u << 24;

    // A kind that is none yet.
    private const uint Unknown = 31u << 24;

    private const string Names = "\0int\0fair_name_of_some_length\0member\0";

    // An int, and a struct with a member of it.
    private static readonly uint[] Types = [1, Integer, 4, 32, 5, Struct | 1, 4, 30, 1, 0];

    [Fact]
    public void TypesAreFoundByNumberAndByName()
    {
        using var file = Write(Types, Names);
        using var types = KernelTypes.Read(file.Path)!;

        Assert.Equal(3u, types.Count);
        Assert.Equal(BtfKind.Integer, types[1].Kind);
        Assert.Equal(BtfKind.Struct, types[2].Kind);
        var found = new List<uint>();
        types.FindTypes(["fair_name_of_some_length", "member"], found);
        Assert.Equal([2u], found);
    }

    [Fact]
    public void NamesAreFoundWholeAlone()
    {
        using var file = Write(Types, Names);
        using var types = KernelTypes.Read(file.Path)!;

        string[] others = ["in", "inte", "fair_nam", "fair_name_of_some_lengt", "fair_name_of_some_lengthy", "member"];
        Assert.Empty(types.Find(others));
        Assert.Equal(["int"], types.Find([.. others, "int"]));
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData(Struct | 2)]
    public void WhatCannotBeWalkedIsNotRead(uint kindAndCount)
    {
        using var file = Write([1, kindAndCount, 4, 2, 1, 0], Names);
        Assert.Null(KernelTypes.Read(file.Path));
    }

    [Fact]
    public void WhatIsNoTypesIsNotRead()
    {
        using var file = MemoryFile.TryCreate("test")!;
        Assert.Null(KernelTypes.Read(file.Path));
        file.Append(new byte[100]);
        Assert.Null(KernelTypes.Read(file.Path));
        Assert.Null(KernelTypes.Read("/nowhere/vmlinux"));
    }

    [Fact]
    public void NamesOfThisKernelAreThoseThatItsTextHas()
    {
        string[] names = ["task_struct", "btf_trace_sys_exit", "btf_trace_sys_exi", "no_such_type_in_any_kernel"];
        using var types = OfThisKernel();
        Assert.Equal(KernelTypeNames.Find(KernelTypeNames.Path, names).Order(), types.Find(names).Order());
        Assert.Contains("task_struct", types.Find(names));
    }

    [Fact]
    public unsafe void TheExtractHasTypesAsTheKernelHasThem()
    {
        using var types = OfThisKernel();
        using var file = MemoryFile.TryCreate("test")!;
        MinimalBtf.Write(types, ["task_struct", "cgroup_subsys_id"], file);
        using var extract = KernelTypes.Read(file.Path)!;

        Assert.InRange(extract.Count, 3u, types.Count / 10);
        foreach (string name in (string[])["task_struct", "cgroup_subsys_id", "sched_entity"])
            Assert.Equal(Describe(types, Find(types, name)), Describe(extract, Find(extract, name)));
        var ids = extract[Find(extract, MinimalBtf.IdEnum)];
        Assert.Equal(1, ids.Count);
        Assert.Equal(MinimalBtf.IdValue, Text(extract, ids.Trailer[0]));
        Assert.Equal("new_utsname", Text(types, types[ids.Trailer[1]].Name));
    }

    private static uint Find(KernelTypes types, string name)
    {
        var found = new List<uint>();
        types.FindTypes([name], found);
        return found.Find(id => types[id].Kind is BtfKind.Struct or BtfKind.Enum);
    }

    // Its members or values, with the kind of each and where it lies; numbers of types differ.
    private static unsafe List<string> Describe(KernelTypes types, uint id)
    {
        var type = types[id];
        var parts = new List<string> { $"{Text(types, type.Name)} {type.Kind} {type.KindFlag} {type.SizeOrType}" };
        for (int i = 0; i < type.Count; i++)
        {
            if (type.Kind == BtfKind.Enum)
            {
                parts.Add($"{Text(types, type.Trailer[2 * i])} {type.Trailer[2 * i + 1]}");
                continue;
            }

            uint* member = type.Trailer + 3 * i;
            var kind = types[member[1]];
            string what = kind.Kind == BtfKind.Pointer ? "" : Text(types, kind.Name);
            parts.Add($"{Text(types, member[0])} {member[2]} {kind.Kind} {what}");
        }

        return parts;
    }

    private static unsafe string Text(KernelTypes types, uint offset) =>
        Marshal.PtrToStringUTF8((nint)types.Name(offset)) ?? "";

    private static KernelTypes OfThisKernel()
    {
        Assert.SkipWhen(!File.Exists(KernelTypeNames.Path), $"{KernelTypeNames.Path} is missing");
        return KernelTypes.Read(KernelTypeNames.Path)!;
    }

    private static MemoryFile Write(uint[] types, string names)
    {
        uint typeBytes = (uint)types.Length * sizeof(uint);
        uint[] header = [0x1eb9f, 24, 0, typeBytes, typeBytes, (uint)names.Length];
        var file = MemoryFile.TryCreate("test")!;
        file.Append(MemoryMarshal.AsBytes<uint>([.. header, .. types]));
        file.Append(System.Text.Encoding.ASCII.GetBytes(names));
        return file;
    }
}

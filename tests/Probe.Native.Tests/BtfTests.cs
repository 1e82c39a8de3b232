namespace KosmosProbe.Native.Tests;

public class BtfTests
{
    private const string Types = """
        enum colour { COLOUR_RED = 1, COLOUR_BLUE = 7 };
        enum depth { DEPTH_ABOVE = 2 };
        typedef const __u16 port;
        struct inner { __u8 a; __u8 b[3]; };
        struct outer {
            __u64 time_ns;
            __s32 fd;
            port p;
            __u8 name[16];
            struct inner pair[2];
            enum colour colour;
            __u32 low : 4;
            __u32 high : 28;
            void *pointer;
            __u16 grid[2][3];
        };
        struct outer global;
        enum colour a_colour = COLOUR_BLUE;
        enum depth a_depth = DEPTH_ABOVE;
        """;

    [Fact]
    public void StructHasOffsetsWidthsAndSigns()
    {
        using var opened = Clang.Open(Types);

        Assert.True(opened.Btf.TryFindStruct("outer", out var outer));
        Assert.Equal(72, outer.Size);
        Assert.Equal(
            [
                "time_ns 0 Integer 8 x1", "fd 8 Integer -4 x1", "p 12 Integer 2 x1", "name 14 Integer 1 x16",
                "pair 30 Struct inner 4 x2", "colour 40 Enum colour 4 x1", "low 44 Other 4 x1", "high 44 Other 4 x1",
                "pointer 48 Other 8 x1", "grid 56 Integer 2 x6",
            ],
            outer.Fields.Select(Describe));
    }

    [Fact]
    public void EnumHasItsValues()
    {
        using var opened = Clang.Open(Types);

        Assert.True(opened.Btf.TryFindEnum("colour", out var colour));
        Assert.Equal([new("COLOUR_RED", 1), new("COLOUR_BLUE", 7)], colour.Values);
    }

    [Fact]
    public void NamesAreListed()
    {
        using var opened = Clang.Open(Types);

        Assert.Equal(["inner", "outer"], opened.Btf.StructNames.Order());
        Assert.Equal(["colour", "depth"], opened.Btf.EnumNames.Order());
    }

    [Fact]
    public void UnknownNamesAreNotFound()
    {
        using var opened = Clang.Open(Types);

        Assert.False(opened.Btf.TryFindStruct("colour", out _));
        Assert.False(opened.Btf.TryFindEnum("outer", out _));
        Assert.False(opened.Btf.TryFindVariable(".bss", "nothing", out _));
        Assert.False(opened.Btf.TryFindVariable(".nosection", "global", out _));
    }

    [Fact]
    public void ProgramInfoLiesWhereTheKernelHeaderPutsIt()
    {
        using var opened = Clang.Open("""
            #define _LINUX_TYPES_H
            #define __aligned_u64 __u64 __attribute__((aligned(8)))
            #include <linux/bpf.h>
            struct bpf_prog_info info;
            """);

        Assert.True(opened.Btf.TryFindStruct("bpf_prog_info", out var info));
        Assert.Equal(BpfProgramInfo.IdOffset, info.Fields.Single(field => field.Name == "id").Offset);
        var misses = info.Fields.Single(field => field.Name == "recursion_misses");
        Assert.Equal(BpfProgramInfo.RecursionMissesOffset, misses.Offset);
    }

    private static string Describe(BtfField field)
    {
        string tag = field.Type.Shape is BtfShape.Struct or BtfShape.Enum ? $" {field.Type.Name}" : "";
        return $"{field.Name} {field.Offset} {field.Type.Shape}{tag} "
            + $"{(field.Type.IsSigned ? -field.Type.Size : field.Type.Size)} x{field.Count}";
    }
}

namespace KosmosProbe.Native.Tests;

public class BpfObjectTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Counting = """
        const volatile __u64 step = 1;
        const volatile __u32 unused_by_value = 4;
        __u64 counted = 5;
        __u8 table[32];
        struct {
            __uint(type, 2); __uint(max_entries, 4); __type(key, __u32); __type(value, __u64);
        } slots SEC(".maps");
        struct {
            __uint(type, 6); __uint(max_entries, 2); __type(key, __u32); __type(value, __u32);
        } per_cpu SEC(".maps");

        SEC("raw_tp/sys_exit") int count(void *ctx)
        {
            __u32 key = 3;
            __u64 *slot = bpf_map_lookup_elem(&slots, &key);
            counted += step;
            if (slot)
                *slot = table[1] + unused_by_value;
            return 0;
        }

        SEC("raw_tp/sys_enter") int other(void *ctx)
        {
            return bpf_map_lookup_elem(&per_cpu, &(__u32){0}) != 0;
        }
        """;

    // Reads through a number: no verifier lets that pass.
    private const string Refused = """
        SEC("raw_tp/sys_exit") int good(void *ctx) { return 0; }
        SEC("raw_tp/sys_exit") int wild_read(void *ctx)
        {
            return *(volatile int *)(long)bpf_ktime_get_ns();
        }
        """;

    [Fact]
    public void ProgramsAndMapsAreFoundByName()
    {
        using var opened = Clang.Open(Counting);

        Assert.Equal(["count", "other"], opened.Programs.Select(program => program.Name));
        Assert.Equal("raw_tp/sys_exit", opened.Program("count").Section);
        Assert.Equal(4u, opened.Map("slots").MaxEntries);
        Assert.True(opened.HasMap(".rodata"));
        Assert.False(opened.HasMap("nothing"));
    }

    [Fact]
    public void MissingNamesAreSaidWithTheObjects()
    {
        using var opened = Clang.Open(Counting);

        var program = Assert.Throws<BpfException>(() => opened.Program("nothing"));
        Assert.Equal(
            "open test: it has no program named nothing, build the programs and the loader together", program.Message);
        Assert.Contains("no map named", Assert.Throws<BpfException>(() => opened.Map("nothing")).Message);
        Assert.Contains("no constant", Assert.Throws<BpfException>(() => opened.SetConstant("nothing", 1)).Message);
    }

    [Fact]
    public void ConstantOfAnotherWidthIsRefused()
    {
        using var opened = Clang.Open(Counting);

        var error = Assert.Throws<ArgumentException>(() => opened.SetConstant("step", 1));
        Assert.Equal("constant step has 8 bytes, 4 were given", error.Message);
    }

    [Fact]
    public void BytesThatAreNoObjectAreRefused()
    {
        var error = Assert.Throws<BpfException>(() => BpfObject.Open("noise", new byte[500]));

        Assert.StartsWith("open noise: ", error.Message);
        Assert.NotEqual(0, error.ErrorNumber);
    }

    [Fact]
    public void AttachedProgramSeesConstantsAndSharesItsVariables()
    {
        Privilege.ToLoadPrograms();
        using var opened = Clang.Open(Counting);
        opened.SetConstant("step", 1000ul);
        opened.Program("other").IsWanted = false;
        opened.Load();
        using var globals = opened.MapGlobals();
        Assert.Equal(5ul, globals.Variable<ulong>("counted"));
        globals.Array<byte>("table")[1] = 38;

        using (opened.Program("count").Attach())
        {
            ulong first = Counted();
            Assert.True(SpinWait.SpinUntil(() => Counted() != first, Patience), "no call was counted");
        }

        ulong counted = Counted();
        Assert.True(counted >= 1005, $"counted {counted}");
        Assert.Equal(5ul, counted % 1000);
        Span<byte> slot = stackalloc byte[opened.Map("slots").LookupBytes];
        Assert.True(opened.Map("slots").TryLookup(3u, slot));
        Assert.Equal(42ul, BitConverter.ToUInt64(slot));

        // A program that was running when it was detached still counts.
        Assert.True(SpinWait.SpinUntil(HasStopped, Patience), "calls are counted though nothing is attached");

        ulong Counted() => Volatile.Read(ref globals.Variable<ulong>("counted"));

        bool HasStopped()
        {
            ulong before = Counted();
            Thread.Sleep(20);
            return Counted() == before;
        }
    }

    [Fact]
    public void UnwantedProgramIsNotLoaded()
    {
        Privilege.ToLoadPrograms();
        using var opened = Clang.Open(Counting);
        opened.Program("other").IsWanted = false;
        opened.Load();

        Assert.True(opened.Program("count").Descriptor > 0);
        Assert.True(opened.Program("count").TryRecursionMisses(out ulong misses));
        Assert.Equal(0ul, misses);
        Assert.Throws<BpfException>(() => opened.Program("other").Descriptor);
        Assert.Throws<BpfException>(() => opened.Program("other").IsWanted = true);
    }

    [Fact]
    public void MapsAreSizedBeforeAndUpdatedAfterLoading()
    {
        Privilege.ToLoadPrograms();
        using var opened = Clang.Open(Counting);
        var slots = opened.Map("slots");
        slots.MaxEntries = 10;
        opened.Load();

        slots.Update(9u, 77ul);
        Span<byte> value = stackalloc byte[slots.LookupBytes];
        Assert.True(slots.TryLookup(9u, value));
        Assert.Equal(77ul, BitConverter.ToUInt64(value));
        Assert.False(slots.TryLookup(10u, value));
        Assert.Equal(8 * Libbpf.libbpf_num_possible_cpus(), opened.Map("per_cpu").LookupBytes);
        Assert.Throws<ArgumentException>(() => slots.Update(1, 1));
        Assert.Contains("size map slots", Assert.Throws<BpfException>(() => slots.MaxEntries = 5).Message);
    }

    [Fact]
    public void RefusedProgramIsNamedWithErrnoDecidingLineAndRemedy()
    {
        Privilege.ToLoadPrograms();
        using var opened = Clang.Open(Refused);
        var error = Assert.Throws<BpfException>(opened.Load);

        Assert.StartsWith("load program wild_read: EACCES, R0 invalid mem access 'scalar' (", error.Message);
        Assert.Contains(" lines omitted), kernel ", error.Message);
        Assert.EndsWith("refuses this program: report it with the whole verifier log", error.Message);
        Assert.Equal(13, error.ErrorNumber);
        Assert.Contains("call bpf_ktime_get_ns", error.VerifierLog!.Text);
    }

    [Fact]
    public void HookThatTheKernelLacksIsNamed()
    {
        Privilege.ToLoadPrograms();
        using var opened = Clang.Open("""SEC("raw_tp/no_such_hook") int lost(void *ctx) { return 0; }""");
        opened.Load();
        var error = Assert.Throws<BpfException>(() => opened.Program("lost").Attach());

        Assert.Equal("attach program lost to raw_tp/no_such_hook: ENOENT", error.Message);
    }

    [Fact]
    public void DisposedObjectRefusesItsPartsService()
    {
        var opened = Clang.Open(Counting);
        var program = opened.Program("count");
        opened.Dispose();

        Assert.Throws<ObjectDisposedException>(() => program.IsWanted);
        Assert.Throws<ObjectDisposedException>(() => opened.Map("slots").MaxEntries);
        Assert.Throws<ObjectDisposedException>(() => opened.Btf.StructNames);
    }
}

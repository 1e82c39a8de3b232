namespace KosmosProbe.Native.Tests;

public sealed unsafe class ImagePagesTests : IDisposable
{
    private const int PageBytes = 4096;
    private const int Pages = 64;
    private const int MapPrivate = 2;
    private readonly string _folder = Directory.CreateTempSubdirectory("images").FullName;

    [Fact]
    public void OnlyWhatIsWhollyTheFilesIsFound()
    {
        string smaps = Path.Combine(_folder, "smaps");
        File.WriteAllLines(smaps,
        [
            .. Lines("10000000-10010000 r-xp", "/opt/probe/kosmos-probe.r2r.dll", resident: 64, own: 0),
            .. Lines("10010000-10020000 r--s", "/opt/probe/with a space.dll", resident: 8, own: 0),
            .. Lines("10020000-10030000 r--p", "/opt/probe/libcoreclr.so", resident: 64, own: 4),
            .. Lines("10030000-10040000 rw-p", "/opt/probe/libcoreclr.so", resident: 64, own: 0),
            .. Lines("10040000-10050000 r-xp", "/opt/probe/absent.so", resident: 0, own: 0),
            .. Lines("10050000-10060000 r-xp", "/opt/probe/below/other.so", resident: 64, own: 0),
            .. Lines("10060000-10070000 r-xp", "/usr/lib/libc.so", resident: 64, own: 0),
            .. Lines("10070000-10080000 r--s", "/opt/probe/rules.yaml", resident: 64, own: 0),
            .. Lines("10080000-10090000 rw-p", "", resident: 64, own: 64),
        ]);

        var found = new ImagePages("/opt/probe/", smaps).Find();

        Assert.Equal(
            new Dictionary<ImageMapping, long>
            {
                [new(0x10000000, 0x10010000, "r-xp", "/opt/probe/kosmos-probe.r2r.dll")] = 64 * 1024,
                [new(0x10010000, 0x10020000, "r--s", "/opt/probe/with a space.dll")] = 8 * 1024,
            },
            found);
    }

    [Fact]
    public void PagesGoOnceTheyAreKnownAndComeBackAsTheyWere()
    {
        var images = new ImagePages(_folder);
        using var mapped = new Mapped(Path.Combine(_folder, "some.dll"), Libc.PROT_READ);
        Assert.True(mapped.IsWhole);
        Assert.Single(images.Find());

        Assert.Equal(0, images.GiveBack());
        Assert.Equal(Pages * PageBytes, images.GiveBack());
        Assert.Empty(images.Find());
        Assert.True(mapped.IsWhole);
    }

    [Fact]
    public void WhatTheProcessWroteStays()
    {
        var images = new ImagePages(_folder);
        using var mapped = new Mapped(Path.Combine(_folder, "some.so"), Libc.PROT_READ | Libc.PROT_WRITE);
        mapped.Address[PageBytes] = 0xff;

        images.GiveBack();

        Assert.Equal(0, images.GiveBack());
        Assert.Equal(0xff, mapped.Address[PageBytes]);
    }

    [Fact]
    public void NothingHappensWhereTheKernelDoesNotTell()
    {
        var images = new ImagePages(_folder, Path.Combine(_folder, "none"));

        Assert.Equal(0, images.GiveBack());
        Assert.Equal(0, images.GiveBack());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Lines(string begin, string path, int resident, int own) =>
    [
        $"{begin} 00000000 fe:00 1234                       {path}",
        "Size:                 64 kB",
        "KernelPageSize:        4 kB",
        $"Rss:          {resident,8} kB",
        $"Anonymous:    {own,8} kB",
        "VmFlags: rd ex mr mw me ac",
    ];

    private sealed class Mapped : IDisposable
    {
        private const int Length = Pages * PageBytes;

        public Mapped(string path, int protection)
        {
            var bytes = new byte[Length];
            for (int i = 0; i < Length; i++) bytes[i] = Expected(i);
            File.WriteAllBytes(path, bytes);
            using var file = File.OpenHandle(path);
            nint address = Libc.mmap(
                0, Length, protection, MapPrivate, (int)file.DangerousGetHandle(), 0);
            Assert.NotEqual(Libc.MapFailed, address);
            Address = (byte*)address;
        }

        public byte* Address { get; }

        // Reading every page makes it resident.
        public bool IsWhole
        {
            get
            {
                for (int i = 0; i < Length; i++)
                {
                    if (Address[i] != Expected(i)) return false;
                }

                return true;
            }
        }

        public void Dispose() => _ = Libc.munmap((nint)Address, Length);

        private static byte Expected(int i) => (byte)(i / PageBytes + i);
    }
}

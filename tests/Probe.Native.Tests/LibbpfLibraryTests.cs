namespace KosmosProbe.Native.Tests;

public class LibbpfLibraryTests
{
    [Fact]
    public void InstalledLibraryIsFound()
    {
        Assert.True(LibbpfLibrary.TryFind(Libbpf.Library, out string error));
        Assert.Empty(error);
    }

    [Fact]
    public void MissingLibraryNamesThePackage()
    {
        Assert.False(LibbpfLibrary.TryFind("libbpf-not-here.so.1", out string error));
        Assert.Contains("apt-get install libbpf1", error);
    }

    [Fact]
    public void OtherLibrariesAreLeftToTheRuntime() =>
        Assert.Equal(0, LibbpfLibrary.Resolve("libc", typeof(Libc).Assembly, null));
}

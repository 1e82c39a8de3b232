using System.Text;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

public class ProcessImageTests
{
    private readonly TextSlabs _slabs = new();

    [Theory]
    [InlineData("sh\0-c\0echo hi\0", "sh", "sh -c echo hi", "-c echo hi", 2)]
    [InlineData("sh\0", "sh", "sh", "", 0)]
    [InlineData("", "", "sh", "", 0)]
    [InlineData("sh\0\0", "sh", "sh ", "", 1)]
    [InlineData("sh\0a\0\0b\0", "sh", "sh a  b", "a  b", 3)]
    [InlineData("sh\0cut off", "sh", "sh cut off", "cut off", 1)]
    [InlineData("noend", "noend", "sh", "", 0)]
    public void CommandLinesAreJoined(string argv, string exe, string commandLine, string arguments, int count)
    {
        var image = Filled(argv);
        Assert.Equal(exe, Encoding.UTF8.GetString(image.Exe));
        Assert.Equal(commandLine, Encoding.UTF8.GetString(image.CommandLine));
        Assert.Equal(arguments, Encoding.UTF8.GetString(image.JoinedArguments));
        Assert.Equal(count, image.ArgumentsCount);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/", "/")]
    [InlineData("/srv", "/srv/")]
    public void TheWorkingDirectoryEndsInASlash(string cwd, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Filled("sh\0", cwd).Cwd));

    [Fact]
    public void ArgumentsAreFoundByNumber()
    {
        var image = Filled("sh\0-c\0\0last\0");
        Assert.Equal(["-c", "", "last"], Enumerable.Range(0, 3).Select(i =>
            image.TryGetArgument(i, out var argument) ? Encoding.UTF8.GetString(argument) : null));
        Assert.False(image.TryGetArgument(3, out _));
    }

    [Fact]
    public void AnEmptiedImageCanBeFilledAgain()
    {
        var image = Filled("sh\0-c\0long enough to take some room\0");
        image.Empty(_slabs);
        Assert.True(image.CommandLine.IsEmpty);
        Fill(image, "true\0", "/");
        Assert.Equal("sh", Encoding.UTF8.GetString(image.CommandLine));
    }

    [Fact]
    public void WhoChangesDirectorySharesTheTexts()
    {
        var image = Filled($"sh\0{new string('x', 100_000)}\0", "/srv");
        long before = _slabs.UsedBytes;
        var moved = new ProcessImage();
        moved.CopyFrom(_slabs, image, "/tmp"u8);
        Assert.InRange(_slabs.UsedBytes - before, 1, 256);
        Assert.Equal("/tmp/", Encoding.UTF8.GetString(moved.Cwd));
        Assert.Equal("/srv/", Encoding.UTF8.GetString(image.Cwd));

        image.Empty(_slabs);
        Assert.Equal(100_000, moved.JoinedArguments.Length);
        moved.Empty(_slabs);
        Assert.Equal(0, _slabs.UsedBytes);
    }

    [Fact]
    public void SlabsAreUsedAgain()
    {
        byte[] slab = _slabs.Rent(200);
        Assert.Equal(256, slab.Length);
        _slabs.Return(slab);
        Assert.Same(slab, _slabs.Rent(129));
        Assert.Equal(0, _slabs.KeptBytes);
    }

    [Fact]
    public void IdleSlabsAreBounded()
    {
        var slabs = Enumerable.Range(0, 40).Select(_ => _slabs.Rent(1 << 20)).ToList();
        slabs.ForEach(_slabs.Return);
        Assert.Equal(TextSlabs.KeptBytesMax, _slabs.KeptBytes);
        _slabs.Return(_slabs.Rent((1 << 20) + 1));
        Assert.Equal(TextSlabs.KeptBytesMax, _slabs.KeptBytes);
    }

    [Fact]
    public void OfLargeEnvironmentsOnlyStartsAreKeptWhenThereAreMany()
    {
        const int Bytes = 160 * 1024;
        int whole = (int)(TextSlabs.LargeEnvironmentsMax / Bytes);
        var images = Enumerable.Range(0, whole + 1).Select(_ => WithEnvironment(Bytes)).ToList();
        Assert.All(images[..whole], image => Assert.Equal(Bytes, image.Environment.Length));
        Assert.Equal(TextSlabs.EnvironmentBytes, images[whole].Environment.Length);
        Assert.Equal(TextSlabs.EnvironmentBytes, WithEnvironment(TextSlabs.EnvironmentBytes).Environment.Length);

        images[0].Empty(_slabs);
        images[whole].Empty(_slabs);
        Assert.Equal(Bytes, WithEnvironment(Bytes).Environment.Length);
        Assert.Equal(TextSlabs.EnvironmentBytes, WithEnvironment(Bytes).Environment.Length);
    }

    private ProcessImage WithEnvironment(int bytes)
    {
        var image = new ProcessImage();
        image.Fill(_slabs, "sh"u8, "sh\0"u8, "/bin/sh"u8, "/"u8, new byte[bytes]);
        return image;
    }

    private ProcessImage Filled(string argv, string cwd = "/") => Fill(new ProcessImage(), argv, cwd);

    private ProcessImage Fill(ProcessImage image, string argv, string cwd)
    {
        image.Fill(_slabs, "sh"u8, Encoding.UTF8.GetBytes(argv), "/bin/sh"u8, Encoding.UTF8.GetBytes(cwd), default);
        return image;
    }
}

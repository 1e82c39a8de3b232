using System.Diagnostics;

namespace KosmosProbe.Native.Tests;

/// <summary>Reading below a directory whose owner means no good.</summary>
public sealed class RootedFileTests : IDisposable
{
    private const int BytesMax = 100;

    private readonly string _root = Directory.CreateTempSubdirectory("kosmos-root-").FullName;

    public RootedFileTests() => Directory.CreateDirectory(At("etc"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void AFileIsReadOnceAndAgainWhenItChanges()
    {
        File.WriteAllText(At("etc/passwd"), "one");
        var version = default(FileVersion);
        Assert.True(RootedFile.TryRead(_root, "etc/passwd", BytesMax, ref version, out string? text));
        Assert.Equal("one", text);
        Assert.True(RootedFile.TryRead(_root, "etc/passwd", BytesMax, ref version, out text));
        Assert.Null(text);
        File.WriteAllText(At("etc/passwd"), "another");
        Assert.True(RootedFile.TryRead(_root, "etc/passwd", BytesMax, ref version, out text));
        Assert.Equal("another", text);
    }

    [Fact]
    public void LinksStayInside()
    {
        File.WriteAllText(At("etc/real"), "inside");
        File.CreateSymbolicLink(At("etc/passwd"), "/etc/real");
        File.CreateSymbolicLink(At("etc/group"), "../../../../../../../../etc/passwd");
        File.CreateSymbolicLink(At("etc/shadow"), "/etc/hostname");
        Assert.Equal("inside", Read("etc/passwd"));
        Assert.Equal("inside", Read("etc/group"));
        Assert.Null(Read("etc/shadow"));
        Assert.Null(Read("../../../../../../etc/hostname"));
    }

    [Fact]
    public async Task NothingButARegularFileIsOpened()
    {
        using var mkfifo = Process.Start("mkfifo", [At("etc/passwd")]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(At("etc/passwd")));
        Assert.Null(await Task.Run(() => Read("etc/passwd"), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Null(Read("etc"));
        Assert.Null(Read("etc/absent"));
    }

    [Fact]
    public void ALongFileIsNotRead()
    {
        File.WriteAllText(At("etc/passwd"), new string('x', BytesMax));
        Assert.Equal(BytesMax, Read("etc/passwd")!.Length);
        File.WriteAllText(At("etc/passwd"), new string('x', BytesMax + 1));
        Assert.Null(Read("etc/passwd"));
    }

    [Fact]
    public void ADirectoryThatIsNotThereHasNoFiles()
    {
        var version = default(FileVersion);
        Assert.False(RootedFile.TryRead(At("absent"), "etc/passwd", BytesMax, ref version, out _));
    }

    private string At(string path) => Path.Combine(_root, path);

    private string? Read(string path)
    {
        var version = default(FileVersion);
        bool any = RootedFile.TryRead(_root, path, BytesMax, ref version, out string? text);
        Assert.Equal(any, text is not null);
        return text;
    }
}

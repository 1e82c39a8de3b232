using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>The ways that a name can take to a file: the path is the kernel's, wherever the name led through.</summary>
[Collection(KernelCollection.Name)]
public sealed class OpenPathTests(ProbeSession session) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SymlinkIsFollowedToItsFile()
    {
        string file = _folder.Write("file");
        File.CreateSymbolicLink(_folder["link"], "file");
        File.CreateSymbolicLink(_folder["chain"], _folder["link"]);

        AssertOpened(Open(_folder["chain"]), file, _folder["chain"]);
    }

    [Fact]
    public void DotsAreResolved()
    {
        string file = _folder.Write("file");
        _folder.Folder("a/b");
        string name = $"{_folder.Path}//a/./b/../../file";

        AssertOpened(Open(name), file, name);
    }

    [Fact]
    public void RootThroughProcIsTheRoot()
    {
        string name = "/proc/self/root" + "/etc/passwd";
        AssertOpened(Open(name), "/etc/passwd", name);
    }

    [Fact]
    public void FileThroughABindMountHasThePathOfTheMount()
    {
        _folder.Folder("source");
        _folder.Folder("target");
        _folder.Write("source/file");

        var run = session.Run("open-bind", _folder["source"], _folder["target"], "file");
        AssertOpened((run.Only(run["open"]), run["open"]), _folder["target/file"], _folder["target/file"]);
    }

    [Fact]
    public void DeletedFileIsNamedAsTheKernelNamesIt()
    {
        var run = session.Run("open-deleted", _folder["gone"]);
        var record = run.Only(run["open"]);

        Check.Header(record, run["open"], EventType.Openat);
        Assert.Equal($"{_folder["gone"]} (deleted)", record.Text(record.As<OpenEvent>().Path));
        Assert.StartsWith("/proc/self/fd/", record.Text(record.As<OpenEvent>().Name));
    }

    [Fact]
    public void NamelessFilesAreNamedAsTheKernelNamesThem()
    {
        var run = session.Run("open-nameless");
        var memfd = run.Only(run["memfd"]);
        var pipe = run.Only(run["pipe"]);

        Assert.Equal("/memfd:kosmos (deleted)", memfd.Text(memfd.As<OpenEvent>().Path));
        Assert.Equal($"pipe:[{run["pipe"]["ino"]}]", pipe.Text(pipe.As<OpenEvent>().Path));
    }

    [Fact]
    public void PathOfFourThousandBytesIsWhole()
    {
        string path = _folder.Path;
        while (path.Length < 3700)
            path = Directory.CreateDirectory($"{path}/{new string('d', 240)}").FullName;
        path += "/" + new string('f', 4000 - path.Length - 1);
        File.WriteAllText(path, "");
        Assert.Equal(4000, path.Length);

        AssertOpened(Open(path), path, path);
    }

    [Fact]
    public void ManyShortNamesAreWhole()
    {
        string path = _folder.Path + string.Concat(Enumerable.Repeat("/d", 600));
        Directory.CreateDirectory(path);

        AssertOpened(Open(path), path, path);
    }

    [Fact]
    public void PathInAChrootIsCountedFromItsRoot()
    {
        _folder.Folder("root");
        _folder.Write("root/file");
        var run = session.Run("open-chroot", _folder["root"], "/file");

        AssertOpened((run.Only(run["open"]), run["open"]), "/file", "/file");
    }

    [Fact]
    public void PathOutsideOfTheRootIsMarked()
    {
        _folder.Folder("root");
        _folder.Folder("outside");
        string file = _folder.Write("outside/file");
        var run = session.Run("open-chroot", _folder["root"], "file", _folder["outside"]);
        var record = run.Only(run["open"]);

        Check.Header(record, run["open"], EventType.Openat, RecordFlags.DetachedPath);
        Assert.Equal(file, record.Text(record.As<OpenEvent>().Path));
    }

    [Fact]
    public void PathOnADetachedMountIsMarked()
    {
        _folder.Folder("mount");
        var run = session.Run("open-detached", _folder["mount"]);
        var record = run.Only(run["open"]);

        Check.Header(record, run["open"], EventType.Openat, RecordFlags.DetachedPath);
        Assert.Equal("/file", record.Text(record.As<OpenEvent>().Path));
    }

    [Fact]
    public void LayersOfAnOverlayAreTold()
    {
        Assert.SkipUnless(
            Directory.Exists("/lib/modules") || File.ReadAllText("/proc/filesystems").Contains("\toverlay\n"),
            "this kernel has no overlay, and no modules to load it from");
        _folder.Folder("mount");
        var run = session.Run("open-overlay", _folder["mount"]);
        var lower = run.Only(run["lower"]);
        var upper = run.Only(run["upper"]);

        Assert.Equal(OpenFlags.LowerLayer, lower.As<OpenEvent>().OpenFlags);
        Assert.Equal(OpenFlags.UpperLayer, upper.As<OpenEvent>().OpenFlags);
        Assert.Equal(_folder["mount/merged/below"], lower.Text(lower.As<OpenEvent>().Path));
        Assert.Equal(run["upper"].Number("ino"), upper.As<OpenEvent>().Ino);
    }

    private static void AssertOpened((Recorded Record, Line Step) opened, string path, string name)
    {
        var (record, step) = opened;
        var open = record.As<OpenEvent>();
        Check.Header(record, step, EventType.Openat);
        Assert.Equal(path, record.Text(open.Path));
        Assert.Equal(name, record.Text(open.Name));
        Assert.Equal(step.Number("ino"), open.Ino);
        Assert.Equal(step.Unsigned("dev"), open.Dev);
        Assert.Equal(step.Unsigned("file_mode"), open.FileMode);
        Assert.False(Recorded.IsPresent(open.Directory));
    }

    private (Recorded Record, Line Step) Open(string name)
    {
        var run = session.Run("open", "openat", "raw", "cwd", name, "0", "0", "0");
        return (run.Only(run["open"]), run["open"]);
    }
}

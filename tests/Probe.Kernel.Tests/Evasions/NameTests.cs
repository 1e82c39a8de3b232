using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>Other ways to a file than its path: what is opened is told by the path that the kernel knows.</summary>
[Collection(KernelCollection.Name)]
public sealed class NameTests(ProbeSession session) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FileIsToldByItsPathWhateverItsNameWas()
    {
        string file = _folder.Write("file");
        var fields = new CallFields(session.Run("evade-names", _folder.Path));

        foreach (string step in new[] { "dev", "path", "in-root" })
        {
            Assert.Equal(file, fields.Read(step, "fd.name"));
        }

        Assert.StartsWith("/dev/fd/", fields.Read("dev", "fd.nameraw"));
        Assert.StartsWith("/proc/thread-self/fd/", fields.Read("path", "fd.nameraw"));
        Assert.Equal("/../file", fields.Read("in-root", "fd.nameraw"));
    }

    [Fact]
    public void PathsOfMountsWithoutAPlaceAreMarked()
    {
        string file = _folder.Write("file");
        var run = session.Run("evade-names", _folder.Path);
        var tree = run.Only(run["tree"]);
        var mount = run.Only(run["mount"]);

        Assert.Equal("/file", tree.Text(tree.As<OpenEvent>().Path));
        Assert.True(tree.Header.Flags.HasFlag(RecordFlags.DetachedPath));
        Assert.Equal("/new", mount.Text(mount.As<OpenEvent>().Path));
        Assert.True(mount.Header.Flags.HasFlag(RecordFlags.DetachedPath));

        // The file itself is the same one.
        Assert.Equal(run.Only(run["dev"]).As<OpenEvent>().Ino, tree.As<OpenEvent>().Ino);
        Assert.NotEqual("", file);
    }

    [Fact]
    public void ModeByTheNewestCallIsToldAsByTheOlder()
    {
        string file = _folder.Write("file");
        var run = session.Run("evade-names", _folder.Path);
        Assert.SkipWhen(run["mode"].Signed("result") == -38, "this kernel has no fchmodat2");
        var fields = new CallFields(run);

        Assert.Equal("fchmodat2", fields.Read("mode", "evt.type"));
        Assert.Equal(file, fields.Read("mode", "fs.path.name"));
        Assert.Equal("S_IRGRP|S_IWUSR|S_IRUSR", fields.Read("mode", "evt.arg.mode"));
    }

    [Fact]
    public void OfAPathBeyondAllBoundsBothEndsAreTold()
    {
        var run = session.Run("evade-depth", _folder.Path);
        var record = run.Only(run["open"]);

        string name = new('d', 250);
        var fields = new CallFields(run);
        Assert.True(record.Header.Flags.HasFlag(RecordFlags.Truncated));
        Assert.StartsWith($"{_folder.Path}/.../{name}/{name}/", record.Text(record.As<OpenEvent>().Path));
        Assert.EndsWith($"/{name}/secret.pem", record.Text(record.As<OpenEvent>().Path));
        Assert.InRange(record.Text(record.As<OpenEvent>().Path).Length, 4096 - 256, 4096 + 256);
        Assert.Equal("secret.pem", fields.Read("open", "fd.filename"));
        Assert.Equal("true", fields.Read("open", "evt.cut"));
    }

    [Theory]
    [InlineData(4090)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(4200)]
    public void APathWhoseFirstNamesFitIsWhole(int length)
    {
        const int NameBytes = 200;
        string path = _folder.Path;
        while (path.Length + NameBytes < length - 1) path += "/" + new string('d', NameBytes - 1);
        path += "/" + new string('f', length - path.Length - 1);
        var run = session.Run("open-deep", path);

        Assert.Equal(default, run.Only(run["open"]).Header.Flags);
        Assert.Equal(length, path.Length);
        Assert.Equal(path, run.Only(run["open"]).Text(run.Only(run["open"]).As<OpenEvent>().Path));
        Assert.Equal("false", new CallFields(run).Read("open", "evt.cut"));
    }
}

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
    public void OfAPathBeyondAllBoundsTheEndIsTold()
    {
        var run = session.Run("evade-depth", _folder.Path);
        var record = run.Only(run["open"]);

        Assert.True(record.Header.Flags.HasFlag(RecordFlags.Truncated));
        Assert.EndsWith("/secret.pem", record.Text(record.As<OpenEvent>().Path));
        Assert.InRange(record.Text(record.As<OpenEvent>().Path).Length, 4096 - 256, 4096);
        Assert.Equal("secret.pem", new CallFields(run).Read("open", "fd.filename"));
    }
}

using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>
/// Files that are reached through bind mounts, trees without a place and roots of a process' own: beside the path that
/// they are seen by there the record has the one that they have without.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class ViewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProbeSession _session;
    private readonly WorkloadRun _run;

    public ViewTests(ProbeSession session)
    {
        _session = session;
        _folder.Folder("seen");
        _folder.Folder("again");
        _folder.Write("empty");
        File.WriteAllText(Path.Combine(_folder.Folder("real"), "file"), "kosmos\n");
        File.WriteAllText(Path.Combine(_folder.Folder("other"), "file"), "kosmos\n");
        _run = session.Run("open-views", _folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FilesAreToldByBothNames()
    {
        (string Step, string Path, string Other)[] expected =
        [
            ("bound", "{folder}/seen/file", "{folder}/real/file"),
            ("bound-once-more", "{folder}/seen/file", "{folder}/real/file"),
            ("bound-twice", "{folder}/again/file", "{folder}/real/file"),
            ("bound-another", "{folder}/seen/file", "{folder}/other/file"),
            ("bound-file", "{folder}/empty", "{folder}/real/file"),
            ("bound-root", "{folder}/seen{folder}/real/file", "{folder}/real/file"),
            ("first-of-two", "{folder}/seen/new", "{folder}/again/new"),
            ("second-of-two", "{folder}/again/new", "{folder}/seen/new"),
            ("tree", "/file", "{folder}/real/file"),
            ("chroot", "/file", "{folder}/real/file"),
            ("chroot-once-more", "/file", "{folder}/real/file"),
            ("chroot-bound", "/file", "{folder}/real/file"),
            ("chroot-stacked", "/file", "{folder}/real/file"),
        ];

        Assert.Multiple([.. expected.Select(one => (Action)(() =>
            Assert.Equal((one.Step, Named(one.Path), Named(one.Other)), Told(one.Step))))]);
    }

    [Fact]
    public void WhereAFileHasItsOwnNameThereIsNoOther()
    {
        string[] steps = ["untouched", "while-bound", "onto-itself", "free-again", "after"];

        Assert.All(steps, step => Assert.Equal((step, Named("{folder}/real/file"), ""), Told(step)));
        Assert.Equal(("alone", Named("{folder}/seen/new"), ""), Told("alone"));
    }

    [Fact]
    public void AFloodOfMountsHidesNothingUnmarked()
    {
        var run = _session.Run("open-behind-mounts", _folder.Path);
        Assert.Equal(("bound", Named("{folder}/seen/file"), Named("{folder}/real/file")), Told(run, "bound"));

        // Where the newest mounts come first, as since 6.18, not all of them are looked at.
        bool isMarked = run.Only(run["bound-part"]).Header.Flags.HasFlag(RecordFlags.Truncated);
        string other = isMarked ? "" : Named("{folder}/seen/part/new");
        Assert.Equal(("bound-part", Named("{folder}/again/new"), other), Told(run, "bound-part"));
    }

    private string Named(string path) => path.Replace("{folder}", _folder.Path, StringComparison.Ordinal);

    private (string Step, string Path, string Other) Told(string step) => Told(_run, step);

    private static (string Step, string Path, string Other) Told(WorkloadRun run, string step)
    {
        var record = run.Only(run[step]);
        var open = record.As<OpenEvent>();
        return (step, record.Text(open.Path), record.Text(open.OtherPath));
    }
}

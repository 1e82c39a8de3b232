using KosmosProbe.Host.Reloading;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>Which files and folders are looked at, whatever links lead there.</summary>
public sealed class WatchedPathsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileIsWatchedInItsFolder()
    {
        string file = _folder.Write("rules.yaml", "");
        Assert.Equal([_folder.Path], new WatchedPaths([file]).Folders());
    }

    [Fact]
    public void WhatIsNotThereIsWatchedWhereItWouldAppear() => Assert.Equal(
        [_folder.Path], new WatchedPaths([_folder.At("none/rules.d"), _folder.At("rules.yaml")]).Folders());

    [Fact]
    public void OfAFolderTheRulesFilesAreLookedAt()
    {
        _folder.Write("b.yml", "");
        _folder.Write("a.yaml", "");
        _folder.Write("notes.txt", "");
        var paths = new WatchedPaths([_folder.Path]);
        Assert.Equal([_folder.At("a.yaml"), _folder.At("b.yml")], paths.Look().Select(state => state.File));
        var before = paths.Look();
        Assert.Equal(before, paths.Look());
        _folder.Write("c.yaml", "");
        Assert.NotEqual(before, paths.Look());
    }

    [Fact]
    public void AMountedConfigMapIsWatchedWhereItsLinksLieAndLead()
    {
        var mounted = new MountedConfigMap(_folder.Path);
        mounted.Swap(("rules.yaml", "one"));
        string link = _folder.At("link.yaml");
        File.CreateSymbolicLink(link, mounted.At("rules.yaml"));
        var paths = new WatchedPaths([link]);
        var folders = paths.Folders();
        Assert.Superset(new HashSet<string> { _folder.Path, mounted.Path, mounted.Data }, folders.ToHashSet());
        var before = paths.Look();
        mounted.Swap(("rules.yaml", "two"));
        Assert.NotEqual(before, paths.Look());
        Assert.Contains(mounted.Data, paths.Folders());
    }

    [Fact]
    public void LinksInACircleLeadNowhere()
    {
        File.CreateSymbolicLink(_folder.At("a.yaml"), "b.yaml");
        File.CreateSymbolicLink(_folder.At("b.yaml"), "a.yaml");
        var paths = new WatchedPaths([_folder.At("a.yaml")]);
        Assert.Equal([_folder.Path], paths.Folders());
        Assert.Equal(default, Assert.Single(paths.Look()).Stamp);
    }

    [Fact]
    public void WhatCanBeReadOnlyOnceIsNamed() =>
        Assert.Equal(["/dev/null"], new WatchedPaths([_folder.Path, "/dev/null", _folder.At("none")]).Streams);
}

namespace KosmosProbe.Native.Tests;

/// <summary>Being told that something happens in a folder, and telling one state of a file from the next.</summary>
public sealed class FolderChangesTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("kosmos-changes-").FullName;
    private readonly FolderChanges _changes = new();

    public void Dispose()
    {
        _changes.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("write")]
    [InlineData("rename over")]
    [InlineData("remove")]
    [InlineData("link")]
    [InlineData("remove folder")]
    public void WhatHappensInAFolderEndsTheWait(string what)
    {
        string inner = Directory.CreateDirectory(At("inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "file"), "one");
        File.WriteAllText(At("other"), "two");
        Assert.Null(_changes.Watch([inner, At("absent")]));
        Assert.Equal(FolderChange.None, _changes.Wait(TimeSpan.Zero));
        switch (what)
        {
            case "create": File.WriteAllText(Path.Combine(inner, "new"), ""); break;
            case "write": File.AppendAllText(Path.Combine(inner, "file"), "more"); break;
            case "rename over": File.Move(At("other"), Path.Combine(inner, "file"), overwrite: true); break;
            case "remove": File.Delete(Path.Combine(inner, "file")); break;
            case "link": File.CreateSymbolicLink(Path.Combine(inner, "link"), At("other")); break;
            default: Directory.Delete(inner, recursive: true); break;
        }

        Assert.Equal(FolderChange.Changed, _changes.Wait(Long));
    }

    [Fact]
    public void WakingEndsTheWaitAndIsRemembered()
    {
        Assert.Equal(FolderChange.None, _changes.Wait(TimeSpan.FromMilliseconds(1)));
        _changes.Wake();
        Assert.Equal(FolderChange.Woken, _changes.Wait(Long));
        Assert.Equal(FolderChange.None, _changes.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void FoldersThatAreNotNamedAgainAreLeftAlone()
    {
        string first = Directory.CreateDirectory(At("first")).FullName;
        string second = Directory.CreateDirectory(At("second")).FullName;
        _changes.Watch([first]);
        _changes.Watch([second]);
        File.WriteAllText(Path.Combine(first, "file"), "");
        Assert.Equal(FolderChange.None, _changes.Wait(TimeSpan.Zero));
        File.WriteAllText(Path.Combine(second, "file"), "");
        Assert.Equal(FolderChange.Changed, _changes.Wait(Long));
    }

    [Fact]
    public void AStampChangesWithWhatALinkLeadsTo()
    {
        File.WriteAllText(At("one"), "text");
        File.WriteAllText(At("two"), "text");
        foreach (string name in (string[])["one", "two"]) File.SetLastWriteTimeUtc(At(name), DateTime.UnixEpoch);
        File.CreateSymbolicLink(At("link"), "one");
        var first = FileStamp.Of(At("link"));
        Assert.Equal(first, FileStamp.Of(At("one")));
        File.Delete(At("link"));
        Assert.Equal(default, FileStamp.Of(At("link")));
        File.CreateSymbolicLink(At("link"), "two");
        var second = FileStamp.Of(At("link"));
        Assert.NotEqual(first, second);
        Assert.Equal(first.ModifiedNs, second.ModifiedNs);
        Assert.False(second.IsStream);
        Assert.False(FileStamp.Of(_folder).IsStream);
        Assert.True(FileStamp.Of("/dev/null").IsStream);
    }

    private string At(string name) => Path.Combine(_folder, name);
}

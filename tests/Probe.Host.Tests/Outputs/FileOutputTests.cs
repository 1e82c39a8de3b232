using System.Diagnostics;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class FileOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReopenSignal _reopen = new();

    public void Dispose()
    {
        _reopen.Dispose();
        _folder.Dispose();
    }

    private string Path => _folder.At("alerts.log");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AlertsAreAppendedOneALine(bool keepAlive)
    {
        File.WriteAllText(Path, "before\n");
        using (var file = Open(keepAlive))
        {
            Write(file, "one", "two");
            Write(file, "three");
        }

        Assert.Equal("before\none\ntwo\nthree\n", File.ReadAllText(Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RenamedFileIsFollowedByANewOne(bool keepAlive)
    {
        using var file = Open(keepAlive);
        Write(file, "one");
        File.Move(Path, Path + ".1");
        Write(file, "two");
        Assert.Equal("one\n", File.ReadAllText(Path + ".1"));
        Assert.Equal("two\n", File.ReadAllText(Path));
    }

    [Fact]
    public void RemovedFileIsMadeAgain()
    {
        using var file = Open(keepAlive: true);
        Write(file, "one");
        File.Delete(Path);
        Write(file, "two");
        Assert.Equal("two\n", File.ReadAllText(Path));
    }

    [Fact]
    public void FileThatOthersCutOffAndWriteToIsWrittenAtItsEnd()
    {
        using var file = Open(keepAlive: true);
        Write(file, "one");
        File.WriteAllText(Path, "");
        Write(file, "two");
        File.AppendAllText(Path, "another's\n");
        Write(file, "three");
        Assert.Equal("two\nanother's\nthree\n", File.ReadAllText(Path));
    }

    [Fact]
    public void SignalThatAsksForANewFileEndsNothing()
    {
        using var file = Open(keepAlive: true);
        Write(file, "one");
        int before = _reopen.Count;
        using var kill = Process.Start("kill", ["-USR1", $"{Environment.ProcessId}"]);
        kill.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => _reopen.Count > before, TimeSpan.FromSeconds(60)));
        Write(file, "two");
        Assert.Equal("one\ntwo\n", File.ReadAllText(Path));
    }

    [Fact]
    public void FolderThatIsNotThereIsAFailureUntilItIs()
    {
        using var file = new FileOutput(
            new FileOutputOptions { Filename = _folder.At("later/alerts.log") }, _reopen);
        var failure = Assert.Throws<IOException>(() => Write(file, "one"));
        Assert.StartsWith($"open {_folder.Path}/later/alerts.log: ENOENT", failure.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("later"));
        Write(file, "one");
        Assert.Equal("one\n", File.ReadAllText(_folder.At("later/alerts.log")));
    }

    [Fact]
    public void DiskThatIsFullIsAFailure()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        using var file = new FileOutput(
            new FileOutputOptions { Filename = "/dev/full", KeepAlive = true }, _reopen);
        Assert.Contains("ENOSPC", Assert.Throws<IOException>(() => Write(file, "one")).Message);
        Assert.Contains("ENOSPC", Assert.Throws<IOException>(() => Write(file, "one")).Message);
    }

    private FileOutput Open(bool keepAlive) =>
        new(new FileOutputOptions { Filename = Path, KeepAlive = keepAlive }, _reopen);

    private static void Write(FileOutput file, params string[] alerts) =>
        file.Write([.. alerts.Select(alert => SampleAlert.Of(alert))]);
}

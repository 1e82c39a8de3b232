using KosmosProbe.Host.Reloading;
using KosmosProbe.Native;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>When an update of several files is taken for complete.</summary>
public class SettlingTests
{
    // What each wait tells (c: a change, -: nothing), and the state that is seen after it.
    [Theory]
    [InlineData("-", "0", 1)]
    [InlineData("cc-", "012", 3)]
    [InlineData("c-", "00", 2)]
    [InlineData("-----", "12333", 4)]
    [InlineData("cccccc", "012345", 6)]
    public void FilesRestWhenNothingIsToldAndNothingIsSeen(string told, string seen, int waits)
    {
        int done = 0;
        Settling.Await(
            () => told[done++] == 'c' ? FolderChange.Changed : FolderChange.None,
            () => [("file", new FileStamp { Length = done == 0 ? '0' : seen[done - 1] })],
            () => done == told.Length);
        Assert.Equal(waits, done);
    }
}

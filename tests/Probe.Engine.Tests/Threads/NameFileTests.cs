using System.Text;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

public sealed class NameFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void IdsHaveTheNamesOfTheFile()
    {
        File.WriteAllText(_path, "root:x:0:0::/:/bin/bash\n# a remark\naegis:x:1000:1000::/home/aegis:/bin/sh\n");
        var names = Refreshed();
        Assert.Equal("aegis", Encoding.UTF8.GetString(names.Name(1000)));
        Assert.Equal("/home/aegis", Encoding.UTF8.GetString(names.Find(1000)!.Home));
        Assert.Equal("/bin/bash", Encoding.UTF8.GetString(names.Find(0)!.Shell));
        Assert.Equal("<NA>", Encoding.UTF8.GetString(names.Name(1001)));
        Assert.Null(names.Find(1001));
    }

    [Fact]
    public void RootHasANameWithoutAFile()
    {
        File.Delete(_path);
        var names = Refreshed();
        Assert.Equal("root", Encoding.UTF8.GetString(names.Name(0)));
        Assert.Equal("<NA>", Encoding.UTF8.GetString(names.Name(uint.MaxValue)));
        Assert.Equal(0, names.Count);
    }

    [Fact]
    public void AChangedFileIsReadAgain()
    {
        File.WriteAllText(_path, "docker:x:998:\n");
        var names = Refreshed();
        File.WriteAllText(_path, "docker:x:998:\nwheel:x:10:aegis\n");
        names.Refresh();
        Assert.Equal("wheel", Encoding.UTF8.GetString(names.Name(10)));
        File.Delete(_path);
        names.Refresh();
        Assert.Equal("<NA>", Encoding.UTF8.GetString(names.Name(10)));
    }

    private NameFile Refreshed()
    {
        var names = new NameFile(_path);
        names.Refresh();
        return names;
    }
}

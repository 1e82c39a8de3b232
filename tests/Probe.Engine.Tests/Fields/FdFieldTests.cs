using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class FdFieldTests
{
    private readonly World _world = new World().Feed(Records.Exec(["/bin/sh"]));

    [Theory]
    [InlineData("fd.num", "3")]
    [InlineData("fd.type", "file")]
    [InlineData("fd.typechar", "f")]
    [InlineData("fd.name", "/etc/ssl/key.pem")]
    [InlineData("fd.nameraw", "/etc/ssl/key.pem")]
    [InlineData("fd.directory", "/etc/ssl")]
    [InlineData("fd.filename", "key.pem")]
    [InlineData("fd.ino", "77")]
    [InlineData("fd.dev", "2049")]
    [InlineData("fd.dev.major", "8")]
    [InlineData("fd.dev.minor", "1")]
    [InlineData("fd.is_upper_layer", "true")]
    [InlineData("fd.is_lower_layer", "false")]
    [InlineData("fd.uid", "1003")]
    [InlineData("fd.containername", "host:/etc/ssl/key.pem")]
    [InlineData("fd.containerdirectory", "host:/etc/ssl")]
    [InlineData("fd.sip", null)]
    [InlineData("fd.sport", null)]
    [InlineData("fd.ip", null)]
    [InlineData("fd.port", null)]
    [InlineData("fd.sockfamily", null)]
    [InlineData("fd.l4proto", "<NA>")]
    [InlineData("fd.is_server", "false")]
    [InlineData("fd.connected", "false")]
    [InlineData("fd.name_changed", "true")]
    [InlineData("fs.path.name", "/etc/ssl/key.pem")]
    [InlineData("fs.path.nameraw", "/etc/ssl/key.pem")]
    [InlineData("fs.path.source", null)]
    [InlineData("fs.path.target", null)]
    public void AnOpenedFileIsDescribed(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Openat("/etc/ssl/key.pem", (ref open, _) =>
        {
            open.Dev = (8 << 20) | 1;
            open.OpenFlags = OpenFlags.UpperLayer;
        }), field));

    [Theory]
    [InlineData("fd.type", "directory")]
    [InlineData("fd.typechar", "d")]
    [InlineData("fd.name", "/home/alice")]
    [InlineData("fd.directory", "/home/alice")]
    [InlineData("fd.filename", null)]
    public void AnOpenedDirectoryIsItsOwnDirectory(string field, string? expected) => Assert.Equal(expected,
        _world.Read(Records.Openat("/home/alice", (ref open, _) => open.FileMode = 0x41ed), field));

    [Theory]
    [InlineData("fd.num", "-1")]
    [InlineData("fd.name", "/srv/secret")]
    [InlineData("fd.nameraw", "x/../secret")]
    [InlineData("fd.directory", "/srv")]
    [InlineData("fd.typechar", "f")]
    [InlineData("fd.filename", null)]
    [InlineData("fd.type", null)]
    [InlineData("fd.ino", null)]
    [InlineData("fd.dev", null)]
    [InlineData("fd.l4proto", null)]
    [InlineData("fd.connected", null)]
    [InlineData("fd.name_changed", null)]
    [InlineData("fd.is_upper_layer", null)]
    [InlineData("fd.uid", null)]
    [InlineData("fs.path.name", null)]
    [InlineData("fs.path.nameraw", null)]
    public void AFailedOpenHasTheNameThatWasTried(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Failed("x/../secret", ""), field));

    [Theory]
    [InlineData("a", "/home", "/home/a")]
    [InlineData("../a", "/home/x", "/home/a")]
    [InlineData("../../../../a", "/home", "/a")]
    [InlineData("./././a/", "/home", "/home/a")]
    [InlineData("..", "/", "/")]
    [InlineData("/a//b/./c/../d", "", "/a/b/d")]
    [InlineData("/", "", "/")]
    [InlineData("...", "/h", "/h/...")]
    [InlineData("a", "detached", "/detached/a")]
    [InlineData("a", "", "/srv/a")]
    public void AFailedOpensPathIsNormalised(string name, string directory, string expected) =>
        Assert.Equal(expected, _world.Read(Failed(name, directory), "fd.name"));

    [Fact]
    public void WithoutANameThereIsNone()
    {
        Assert.Null(_world.Read(Failed("", "/home"), "fd.name"));
        Assert.Null(_world.Read(Failed("", "/home"), "fd.directory"));
    }

    [Theory]
    [InlineData("/x", "/", "x")]
    [InlineData("memfd:code", "/", "/")]
    [InlineData("/a/", "/a", "")]
    public void DirectoryAndFileNamePartAtTheLastSlash(string path, string directory, string file)
    {
        Assert.Equal(directory, _world.Read(Records.Openat(path), "fd.directory"));
        Assert.Equal(file, _world.Read(Records.Openat(path), "fd.filename"));
    }

    [Theory]
    [InlineData(EventType.Open, "o")]
    [InlineData(EventType.Openat, "f")]
    [InlineData(EventType.Openat2, "f")]
    [InlineData(EventType.Creat, "f")]
    public void WithoutAFileTheTypeCharacterIsThatOfTheCall(EventType type, string expected) => Assert.Equal(expected,
        _world.Read(Records.Openat("/x", (ref open, _) =>
        {
            open.Header.Type = type;
            open.Header.Result = -13;
        }), "fd.typechar"));

    [Fact]
    public void EventsWithoutADescriptorHaveNone()
    {
        foreach (string field in (string[])["fd.num", "fd.type", "fd.typechar", "fd.name", "fd.nameraw", "fd.ino",
            "fd.sip", "fd.connected", "fd.is_server", "fd.directory", "fd.uid", "fd.port"])
        {
            Assert.Null(_world.Read(Records.Exec(["/bin/sh"]), field));
        }
    }

    private static byte[] Failed(string name, string directory) => Records.Openat("", (ref open, texts) =>
    {
        open.Header.Result = -2;
        open.FileMode = 0;
        open.Ino = 0;
        open.Name = texts.Add(name);
        open.Directory = texts.Add(directory);
    });
}

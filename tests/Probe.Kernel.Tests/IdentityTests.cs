using System.Diagnostics;
using System.Globalization;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Files opened under other names than the rule has for them: real links, mounts and namespaces.</summary>
[Collection(OwnProbeCollection.Name)]
public sealed class IdentityTests : IDisposable
{
    private const string HangingMount = """
        exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none "$0" && echo mounted &&
        exec sleep 1000
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _secret;
    private readonly string _mark;

    public IdentityTests()
    {
        _secret = _folder.Write("secret", "the secret\n");
        _mark = _folder.Write("mark");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AHardLinkIsTheFileAndACopyIsNot()
    {
        Run($"cp -p {_secret} {_folder["copy"]}");
        using var session = new IdentitySession(_secret, _mark);
        session.UntilKnown(_secret, _secret);
        Run($"ln {_secret} {_folder["link"]}");
        var alert = Assert.Single(session.Open(_mark, _folder["copy"], _folder["link"]));
        Assert.Equal((_folder["link"], _secret), (alert.Name, alert.Same));
        Assert.EndsWith(
            $"opened {_folder["link"]} (the same file as {_secret})", alert.Output, StringComparison.Ordinal);

        var byName = Assert.Single(session.Open(_mark, _secret));
        Assert.Equal((_secret, null), (byName.Name, byName.Same));
    }

    [Fact]
    public void ALinkThatTheRuleNamesIsWhereItLeads()
    {
        File.CreateSymbolicLink(_folder["alias"], "secret");
        using var session = new IdentitySession(_folder["alias"], _mark);
        session.UntilKnown(_folder["alias"], _secret);
        var alerts = session.Open(_mark, _secret, _folder["alias"]);
        Assert.Equal([(_secret, _folder["alias"]), (_secret, _folder["alias"])], alerts.Select(a => (a.Name, a.Same)));
    }

    [Fact]
    public void ABindMountInANewNamespaceIsTheFile()
    {
        string bound = _folder.Write("bound");
        using var session = new IdentitySession(_secret, _mark);
        session.UntilKnown(_secret, _secret);
        Run($"unshare -m sh -c 'mount --bind {_secret} {bound}; cat {bound} {_mark}'");
        var alert = Assert.Single(session.TakeUntil(_mark));
        Assert.Equal((bound, _secret), (alert.Name, alert.Same));

        // Here the same path is a file of its own.
        Assert.Empty(session.Open(_mark, bound));
    }

    [Fact]
    public void InAnotherNamespaceThePathMayBeAnotherFile()
    {
        string other = _folder.Write("other", "another file\n");
        Run($"ln {_secret} {_folder["link"]}; ln {other} {_folder["otherlink"]}");
        using var session = new IdentitySession(_secret, _mark);
        using var inside = Start(
            "unshare", "-m", "sh", "-c",
            $"mount --bind {other} {_secret} && stat -Lc %i /proc/self/ns/mnt && read go && "
            + $"cat {_folder["link"]} {_folder["otherlink"]} {_mark}");
        uint number = uint.Parse(inside.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        session.UntilKnown(_secret, other, number);
        session.UntilKnown(_secret, _secret);
        inside.StandardInput.WriteLine("go");
        inside.StandardOutput.ReadToEnd();
        inside.WaitForExit();
        var alert = Assert.Single(session.TakeUntil(_mark));
        Assert.Equal((_folder["otherlink"], _secret), (alert.Name, alert.Same));

        alert = Assert.Single(session.Open(_mark, _folder["link"], _folder["otherlink"]));
        Assert.Equal((_folder["link"], _secret), (alert.Name, alert.Same));
    }

    // To who asks, such an overlay gives each layer a device of its own, which no record has.
    [Fact]
    public void AFileOfAnOverlayOfTwoFileSystemsIsItself()
    {
        string low = _folder.Folder("low"), up = _folder.Folder("up"), merged = _folder.Folder("merged");
        string file = Path.Combine(low, "file"), named = Path.Combine(merged, "file"), bound = _folder.Write("bound");
        File.WriteAllText(file, "below\n");
        using var session = new IdentitySession(named, _mark);
        using var inside = Start(
            "unshare", "-m", "sh", "-c",
            $"mount -t tmpfs none {up} && mkdir {up}/up {up}/work && "
            + $"mount -t overlay -o lowerdir={low},upperdir={up}/up,workdir={up}/work none {merged} && "
            + $"mount --bind {named} {bound} && stat -Lc %i /proc/self/ns/mnt && read go && "
            + $"cat {file} {bound} {_mark}");
        string? line = inside.StandardOutput.ReadLine();
        Assert.SkipUnless(line is not null, "no overlay can be mounted here");
        session.UntilKnown(named, file, uint.Parse(line, CultureInfo.InvariantCulture));
        inside.StandardInput.WriteLine("go");
        inside.StandardOutput.ReadToEnd();
        inside.WaitForExit();
        var alert = Assert.Single(session.TakeUntil(_mark));
        Assert.Equal((bound, named), (alert.Name, alert.Same));
    }

    [Fact]
    public void AProcessInADirectoryOfItsOwnOpensTheFileAllTheSame()
    {
        Run($"ln {_secret} {_folder["link"]}");
        using var session = new IdentitySession(_secret, _mark);
        session.UntilKnown(_secret, _secret);
        using var inside = Start(Workload.Path, "open-chroot", _folder.Path, "/link");
        inside.StandardOutput.ReadToEnd();
        inside.WaitForExit();
        var alert = Assert.Single(session.Open(_mark));
        Assert.Equal(("/link", _secret), (alert.Name, alert.Same));
    }

    [Fact]
    public void AFileThatTakesThePathIsFollowed()
    {
        string next = _folder.Write("next", "the next secret\n");
        Run($"ln {_secret} {_folder["old"]}; ln {next} {_folder["new"]}");
        using var session = new IdentitySession(_secret, _mark);
        session.UntilKnown(_secret, _folder["old"]);
        Assert.Equal(_folder["old"], Assert.Single(session.Open(_mark, _folder["old"], _folder["new"])).Name);

        Run($"mv {next} {_secret}");
        session.UntilKnown(_secret, _folder["new"]);
        Assert.Equal(_folder["new"], Assert.Single(session.Open(_mark, _folder["old"], _folder["new"])).Name);
    }

    [Fact]
    public void APathThatLeadsNowhereIsFollowedOnceItDoes()
    {
        using var session = new IdentitySession(_folder["later"], _mark);
        session.UntilKnown(_mark, _mark);
        Run($"echo later > {_folder["later"]}; ln {_folder["later"]} {_folder["link"]}");
        session.UntilKnown(_folder["later"], _folder["later"]);
        session.Open(_mark);
        Assert.Equal(_folder["link"], Assert.Single(session.Open(_mark, _folder["link"])).Name);
    }

    [Fact]
    public void WhatNoEventTellsIsSeenAllTheSame()
    {
        string way = _folder.Folder("way"), other = _folder.Folder("other"), named = Path.Combine(way, "file");
        File.WriteAllText(named, "at first\n");
        File.WriteAllText(Path.Combine(other, "file"), "then\n");
        using var session = new IdentitySession(TimeSpan.FromMilliseconds(200), named, _mark);
        session.UntilKnown(named, named);
        Run($"ln {named} {_folder["old"]}; ln {other}/file {_folder["new"]}");
        Run($"mv {way} {_folder["gone"]}; mv {other} {way}");
        session.UntilKnown(named, _folder["new"]);
        Assert.Equal(_folder["new"], Assert.Single(session.Open(_mark, _folder["old"], _folder["new"])).Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void NamespacesThatDoNotAnswerHoldUpNoOther(int count)
    {
        Assert.SkipUnless(File.Exists("/dev/fuse"), "/dev/fuse is missing");
        string below = Path.Combine(_folder.Folder("hanging"), "file");
        File.WriteAllText(below, "below the mount\n");
        using var server = Start(
            "sh", "-c", "i=0; while [ $i -lt $2 ]; do unshare -m sh -c \"$0\" \"$1\" & i=$((i + 1)); done; wait",
            HangingMount, _folder["hanging"], count.ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < count; i++)
        {
            Assert.SkipUnless(server.StandardOutput.ReadLine() == "mounted", "a file system cannot be mounted here");
        }

        try
        {
            using var session = new IdentitySession(below, _secret, _mark);
            IdentitySession.Until(() => session.Hanging >= 1, "nobody looked at the namespace that hangs");
            session.UntilKnown(below, below);
            Run($"ln {_secret} {_folder["link"]}; ln {below} {_folder["linkbelow"]}");
            var alerts = session.Open(_mark, _folder["link"], _folder["linkbelow"]);
            Assert.Equal([_secret, below], alerts.Select(alert => alert.Same));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }
    }

    private static void Run(string script)
    {
        using var process = Start("sh", "-ec", script);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(string program, params string[] arguments)
    {
        Privilege.Demand();
        return Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}

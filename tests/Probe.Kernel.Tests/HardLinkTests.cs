using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Hard links to a file that a rule names, made by ways that do not say so.</summary>
[Collection(OwnProbeCollection.Name)]
public sealed class HardLinkTests : IDisposable
{
    // linkat(descriptor, "", AT_FDCWD, $n, AT_EMPTY_PATH); the probe does not see what its own process does.
    private const string LinkDescriptor = """
        open F, "<", $ARGV[0]; $e = ""; $n = $ARGV[1];
        syscall($ARGV[2] + 0, fileno(F), $e, -100, $n, 0x1000) == 0 or die $!
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _secret;

    public HardLinkTests() => _secret = _folder.Write("secret", "the secret\n");

    public void Dispose() => _folder.Dispose();

    /// <summary>$1 is the folder of the file, $2 the new name.</summary>
    [Theory]
    [InlineData("ln $1//secret $2")]
    [InlineData("cd $1; ln /proc/self/cwd/secret $2")]
    [InlineData("exec 3<$1/secret; ln -L /proc/self/fd/3 $2")]
    [InlineData("ln $1/secret $1/first; ln $1/first $2")]
    public void ALinkIsOfTheFileWhicheverWayItWasNamed(string script)
    {
        using var session = new IdentitySession(_secret);
        session.UntilKnown(_secret, _secret);
        Run(script, Path.GetDirectoryName(_secret)!, _folder["new"]);
        Assert.Equal(_secret, session.UntilLinked(_folder["new"]));
    }

    [Fact]
    public void ALinkOfADescriptorIsOfItsFile()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "perl is missing, which makes any call");
        using var session = new IdentitySession(_secret);
        session.UntilKnown(_secret, _secret);
        string number = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "37" : "265";
        Run("perl -e \"$3\" $1/secret $2 $4", Path.GetDirectoryName(_secret)!, _folder["new"], LinkDescriptor, number);
        Assert.Equal(_secret, session.UntilLinked(_folder["new"]));
    }

    [Fact]
    public void ALinkOfAnotherFileIsNone()
    {
        string other = _folder.Write("other");
        using var session = new IdentitySession(_secret);
        session.UntilKnown(_secret, _secret);
        Run("ln $1//other $1/otherlink; ln $1//secret $2", Path.GetDirectoryName(other)!, _folder["new"]);
        Assert.Equal(_secret, session.UntilLinked(_folder["new"]));
        Assert.Equal(1, session.LinksCount);
    }

    private static void Run(string script, params string[] arguments)
    {
        Privilege.Demand();
        using var process = Process.Start("sh", ["-ec", script, "sh", .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

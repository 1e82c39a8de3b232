using System.Text;
using CsCheck;
using KosmosProbe.Engine.Identities;
using Xunit;

namespace KosmosProbe.Engine.Tests.Identities;

public class IdentityTableTests
{
    private static readonly byte[] Shadow = "/etc/shadow"u8.ToArray();
    private static readonly byte[] Sudoers = "/etc/sudoers"u8.ToArray();
    private static readonly FileIdentity File = new(8 << 20, 77);

    [Fact]
    public void AFileIsKnownInItsNamespaceAlone()
    {
        var table = new IdentityTable([Shadow], [1, 2], [new KnownFile(1, File, Shadow)]);
        Assert.Equal([Shadow], table.PathsOf(File, 1).ToArray());
        Assert.True(table.PathsOf(File, 2).IsEmpty);
        Assert.True(table.PathsOf(File with { Inode = 78 }, 1).IsEmpty);
        Assert.True(table.PathsOf(File with { Device = 9 }, 1).IsEmpty);
    }

    [Fact]
    public void ANamespaceThatWasNotLookedAtIsTakenForACopy()
    {
        var table = new IdentityTable([Shadow], [1], [new KnownFile(1, File, Shadow)]);
        Assert.Equal([Shadow], table.PathsOf(File, 3).ToArray());
        Assert.False(table.Knows(3));
    }

    [Fact]
    public void AFileMayHaveSeveralPaths()
    {
        var table = new IdentityTable(
            [Shadow, Sudoers], [1, 2],
            [new(1, File, Shadow), new(1, File, Sudoers), new(2, File, Shadow)]);
        Assert.Equal([Shadow, Sudoers], table.PathsOf(File, 1).ToArray());
        Assert.Equal([Shadow], table.PathsOf(File, 2).ToArray());
        Assert.Equal((3, 2, 2), (table.Count, table.NamespacesCount, table.PathsCount));
    }

    /// <summary>Of a namespace that hung during a reload the path comes out of the former rules.</summary>
    [Fact]
    public void APathThatComesTwiceIsOne()
    {
        KnownFile[] files = [new(1, File, Shadow), new(2, File, [.. Shadow])];
        var table = new IdentityTable([Shadow], [1, 2], files);
        Assert.Equal([Shadow], table.PathsOf(File, 3).ToArray());
    }

    [Fact]
    public void ItKnowsThePathsThatAreLookedFor()
    {
        var table = new IdentityTable([Shadow], [], []);
        Assert.True(table.Names("/etc/shadow"u8));
        Assert.False(table.Names("/etc/shadow2"u8));
        Assert.False(IdentityTable.Empty.Names("/etc/shadow"u8));
        Assert.True(IdentityTable.Empty.PathsOf(File, 1).IsEmpty);
    }

    [Fact]
    public void ItAnswersAsADictionaryWould() =>
        Gen.Select(Gen.UInt[1, 3], Gen.UInt[0, 2], Gen.ULong[0, 6], Gen.Int[0, 3]).Array[0, 60].Sample(rows =>
        {
            byte[][] paths = [.. Enumerable.Range(0, 4).Select(n => Encoding.UTF8.GetBytes($"/{n}"))];
            KnownFile[] files =
                [.. rows.Select(row => new KnownFile(row.Item1, new(row.Item2, row.Item3), paths[row.Item4]))];
            var table = new IdentityTable(paths, [1, 2, 3], files);
            foreach (var one in files)
            {
                var same = files.Where(other => (other.Namespace, other.File) == (one.Namespace, one.File));
                Assert.Equal(
                    same.Select(other => other.Path).Distinct(), table.PathsOf(one.File, one.Namespace).ToArray());
            }

            Assert.True(table.PathsOf(new FileIdentity(3, 3), 1).IsEmpty);
        });
}

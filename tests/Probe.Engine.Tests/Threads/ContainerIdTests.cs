using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

public class ContainerIdTests
{
    /// <summary>Rows of tests/Cases/containers/cgroups.cases: <c>PATH => host | ID [SHORT [unproven]]</c>.</summary>
    public static TheoryData<int, string, string> Paths
    {
        get
        {
            string[] lines = File.ReadAllLines(Path.Combine(LanguageCases.Folder("containers"), "cgroups.cases"));
            var rows = new TheoryData<int, string, string>();
            for (int i = 0; i < lines.Length; i++)
            {
                string[] parts = lines[i].Split(" => ");
                if (lines[i].Length > 0 && lines[i][0] != '#') rows.Add(i + 1, parts[0], parts[1]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void APathNamesItsContainer(int line, string path, string expected)
    {
        const int ShortLength = 12;
        byte[] bytes = Encoding.UTF8.GetBytes(Filled(path));
        var cgroup = new Cgroups(new ContainerTable()).Find(bytes);
        string[] words = Filled(expected).Split(' ');
        string shortId = words.Length > 1 ? words[1] : words[0][..Math.Min(words[0].Length, ShortLength)];
        string found = Encoding.UTF8.GetString([.. cgroup.FullContainerId, .. " "u8, .. cgroup.ContainerId]);
        Assert.True(found == $"{words[0]} {shortId}", $"line {line}: {path} gave {found}");
        Assert.Equal(words[0] == "host", cgroup.IsHost);
        ContainerId.TryFind(bytes, out _, out _, out bool needsProof);
        Assert.Equal(words.Length > 2, needsProof);
    }

    [Fact]
    public void AnUnknownGroupIsTheHosts() => Assert.True(Cgroup.Unknown.IsHost);

    [Fact]
    public void AGroupIsLookedAtOnce()
    {
        var cgroups = new Cgroups(new ContainerTable());
        Assert.Same(cgroups.Find("/docker/a/b"u8), cgroups.Find("/docker/a/b"u8));
        Assert.NotSame(cgroups.Find("/docker/a/b"u8), cgroups.Find("/docker/a/c"u8));
        Assert.Equal(2, cgroups.Count);
    }

    [Fact]
    public void TheNumberOfGroupsIsBounded()
    {
        var cgroups = new Cgroups(new ContainerTable());
        for (int i = 0; i <= Cgroups.KeptMax; i++)
        {
            cgroups.Find(Encoding.ASCII.GetBytes($"/a/b/{i}"));
        }

        Assert.InRange(cgroups.Count, 1, Cgroups.KeptMax);
    }

    private static string Filled(string text) => text
        .Replace("{H}", "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2", StringComparison.Ordinal)
        .Replace("{K}", "4e5a53caff6c39b60c7d4c288dfc7fdcf2a5de11e518422f1b14edd4455df83a", StringComparison.Ordinal);
}

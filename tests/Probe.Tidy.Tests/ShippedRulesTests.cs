using System.Security.Cryptography;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>The KOSMOS rules are their author's, byte for byte.</summary>
public class ShippedRulesTests
{
    [Theory]
    [InlineData("kosmos-agents.yaml", "a258fbdf0fb47f50f6b50cc1a8f4c62e7ced5d790284ebae0672e512d89a0201")]
    [InlineData("kosmos-killswitch.yaml", "35c6a2ab41703f1dfeecf32d41e9bc922c5cee5861042997ef52cf1049c0b87b")]
    [InlineData("kosmos-lists.yaml", "3b078f586074ec26095a9b0ea6516935d8171a7b88c9ac95e705fcb9b91cc7e2")]
    [InlineData("kosmos-mcp.yaml", "3281067d304792fd0672238e3d68d0788fe16086e1d560cf4c0b61b7bf3cee1d")]
    public void TheAuthorsRulesAreUnchanged(string file, string sha256)
    {
        byte[] shipped = File.ReadAllBytes(Repository.At("rules", "kosmos", file));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(shipped)));
    }

    [Fact]
    public void TheShippedFilesAreThoseTheAuthorHas()
    {
        if (Repository.Shared is null) Assert.Skip("the author's files are not here (KOSMOS_SHARED)");
        string theirs = Path.Combine(Repository.Shared, "kosmos", "rules");
        var shipped = Directory.GetFiles(Repository.At("rules", "kosmos")).Select(Path.GetFileName).Order();
        Assert.Equal(Directory.GetFiles(theirs).Select(Path.GetFileName).Order(), shipped);
        Assert.All(shipped, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(theirs, file!)),
            File.ReadAllBytes(Repository.At("rules", "kosmos", file!))));
    }
}

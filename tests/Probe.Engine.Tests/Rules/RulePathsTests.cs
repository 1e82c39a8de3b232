using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public sealed class RulePathsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rules-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void DirectoriesGiveTheirYamlFilesInOrderAndNothingDeeper()
    {
        foreach (string name in (string[])["b.yaml", "a.yml", "B.yaml", "c.txt", "d.yaml.bak"])
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), "# " + name);
        }

        var inner = _folder.CreateSubdirectory("a.d");
        File.WriteAllText(Path.Combine(inner.FullName, "deep.yaml"), "# deep");
        var report = new RuleReport();
        var files = RulePaths.Read([_folder.FullName, Path.Combine(inner.FullName, "deep.yaml")], report);
        Assert.Empty(report.All);
        Assert.Equal(
            ["B.yaml", "a.yml", "b.yaml", "deep.yaml"], files.Select(file => Path.GetFileName(file.Name)));
        Assert.Equal("# a.yml", files[1].Text);
    }

    [Fact]
    public void WhatCannotBeReadIsReportedAndTheRestIsRead()
    {
        string missing = Path.Combine(_folder.FullName, "missing.yaml");
        string there = Path.Combine(_folder.FullName, "there.yaml");
        File.WriteAllText(there, string.Empty);
        var report = new RuleReport();
        Assert.Equal(there, Assert.Single(RulePaths.Read([missing, there], report)).Name);
        var error = Assert.Single(report.All);
        Assert.Equal(RuleCode.FileRead, error.Code);
        Assert.Equal($"Could not open file {missing} for reading: no such file or directory", error.Message);
    }
}

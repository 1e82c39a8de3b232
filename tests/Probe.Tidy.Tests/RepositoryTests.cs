using System.Text.RegularExpressions;
using System.Xml.Linq;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>Solution, projects, scripts and documents fit together.</summary>
public partial class RepositoryTests
{
    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        string solution = File.ReadAllText(Repository.At("KosmosProbe.sln")).Replace('\\', '/');
        Assert.All(Repository.Files(".csproj"), project => Assert.Contains($"\"{project}\"", solution));
    }

    [Fact]
    public void PackagesHaveTheirVersionInOnePlaceAndALockFile() => Assert.All(Repository.Files(".csproj"), project =>
    {
        var references = XDocument.Load(Repository.At(project)).Descendants("PackageReference");
        Assert.All(references, reference => Assert.Null(reference.Attribute("Version")));
        string lockFile = Repository.At(Path.GetDirectoryName(project)!, "packages.lock.json");
        Assert.True(File.Exists(lockFile), $"{project}: no lock file");
    });

    [Fact]
    public void DocumentsNameOnlyTargetsThatTheMakefileHas()
    {
        string makefile = File.ReadAllText(Repository.At("Makefile"));
        var targets = Target().Matches(makefile).Select(match => match.Groups[1].Value).ToHashSet();
        var named =
            from file in Repository.Files(".md")
            from Match match in MakeCommand().Matches(File.ReadAllText(Repository.At(file)))
            select match.Groups[1].Value;
        Assert.Contains("test", targets);
        Assert.Subset(targets, named.ToHashSet());
    }

    [Fact]
    public void LinksInDocumentsLeadSomewhere() => Violations.None(
        from file in Repository.Files(".md")
        from Match match in Link().Matches(File.ReadAllText(Repository.At(file)))
        let target = match.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let path = Path.Combine(Path.GetDirectoryName(file)!, target)
        where !Path.Exists(Repository.At(path))
        select $"{file}: {target}");

    [Fact]
    public void TheReadmeNamesEveryFolder()
    {
        string readme = File.ReadAllText(Repository.At("README.md"));
        string[] folders =
        [
            "bpf/", "src/Probe.Native/", "src/Probe.Engine/", "src/Probe.Host/", "bench/", "tests/", "rules/", "docs/",
            "deploy/",
        ];
        Assert.All(folders, folder => Assert.Contains(folder, readme));
    }

    [Fact]
    public void ScriptsCanBeStarted() => Assert.All(Repository.Files(".sh").Append(".ci/run"), script =>
    {
        string first = File.ReadLines(Repository.At(script)).First();
        bool isProgram = first.StartsWith("#!", StringComparison.Ordinal);
        bool isExecutable = File.GetUnixFileMode(Repository.At(script)).HasFlag(UnixFileMode.UserExecute);
        Assert.True(isProgram == isExecutable, $"{script}: executable is {isExecutable}, first line is '{first}'");
    });

    [Fact]
    public void ContinuousIntegrationRunsTheReadmesTestCommand()
    {
        Assert.Contains("make test", File.ReadAllText(Repository.At(".ci", "run")));
        Assert.Contains("make test", File.ReadAllText(Repository.At("README.md")));
    }

    [GeneratedRegex(@"^([a-z]+):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"(?:^|`|\$ )make ([a-z]+)\b", RegexOptions.Multiline)]
    private static partial Regex MakeCommand();

    [GeneratedRegex(@"\]\(([^)#\s]+)\)")]
    private static partial Regex Link();
}

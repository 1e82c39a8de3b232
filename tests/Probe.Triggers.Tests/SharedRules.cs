using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>The official rules files, which are shared beside the repository; without them tests skip aloud.</summary>
internal static class SharedRules
{
    /// <summary>Maturity stable, incubating, sandbox.</summary>
    internal static readonly string[] Files =
        ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];

    /// <summary>Where they are; empty: nowhere.</summary>
    internal static string Folder { get; } = Find();

    /// <summary>Skips a test where they are not.</summary>
    internal static void Demand() => Assert.SkipWhen(
        Folder.Length == 0, "fixtures/falco-rules is not there: set KOSMOS_SHARED or put ../shared beside");

    private static string Find()
    {
        string folder = Path.Combine(Repository.Shared ?? "", "fixtures/falco-rules");
        return Repository.Shared is not null && Directory.Exists(folder) ? folder : "";
    }
}

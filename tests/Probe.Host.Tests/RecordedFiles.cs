using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>What Falco printed, and its rules; a test that finds them absent skips and says so.</summary>
internal static class RecordedFiles
{
    /// <summary>The path of a recorded file.</summary>
    /// <param name="parts">Folder and name.</param>
    public static string At(params string[] parts)
    {
        string path = Path.Combine([Repository.Shared ?? "", "fixtures", .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Skip($"{Path.Combine(parts)} is not there: set KOSMOS_SHARED or put ../shared beside");
        }

        return path;
    }
}

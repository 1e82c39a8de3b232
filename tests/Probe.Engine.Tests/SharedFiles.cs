using Xunit;

namespace KosmosProbe.Engine.Tests;

/// <summary>
/// Finds what is shared beside the repository: conformance cases and recorded output. Where it is absent the test skips
/// and says so.
/// </summary>
internal static class SharedFiles
{
    public static string Path(params string[] parts)
    {
        string? root = Environment.GetEnvironmentVariable("KOSMOS_SHARED") ?? Beside(AppContext.BaseDirectory);
        string path = root is null ? string.Empty : System.IO.Path.Combine([root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"{System.IO.Path.Combine(parts)} is not there: set KOSMOS_SHARED or put ../shared beside");
        }

        return path;
    }

    private static string? Beside(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "KosmosProbe.sln")))
            {
                return System.IO.Path.Combine(folder.Parent?.FullName ?? "/", "shared");
            }
        }

        return null;
    }
}

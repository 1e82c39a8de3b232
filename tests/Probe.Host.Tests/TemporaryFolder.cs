namespace KosmosProbe.Host.Tests;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>
    /// Where it is. Readable for every user, so that probes without privileges can be started on its files.
    /// </summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("kosmos-probe-test-").FullName;

    public TemporaryFolder() => File.SetUnixFileMode(
        Path,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead
            | UnixFileMode.OtherExecute);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        string path = At(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The path of a file in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace KosmosProbe.Kernel.Tests;

/// <summary>A folder that every user may enter, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("probe-kernel-tests-").FullName;
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    internal string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>The path of something in the folder.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A file with some text in it.</summary>
    internal string Write(string name, string text = "kosmos\n")
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    internal string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;
}

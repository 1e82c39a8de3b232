using System.Runtime.InteropServices;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>
/// A folder as a kubelet mounts a ConfigMap: each file a link to <c>..data/NAME</c>, and <c>..data</c> a link to a
/// folder that is never changed, but swapped for another in one rename.
/// </summary>
internal sealed partial class MountedConfigMap
{
    private int _version;

    /// <summary>An empty one.</summary>
    /// <param name="parent">The folder to mount it in.</param>
    public MountedConfigMap(string parent) => Path = Directory.CreateDirectory($"{parent}/mounted").FullName;

    /// <summary>The folder that it is mounted on.</summary>
    public string Path { get; }

    /// <summary>The folder that the files are in now.</summary>
    public string Data => At(File.ResolveLinkTarget(At("..data"), returnFinalTarget: false)!.Name);

    /// <summary>The path of a file.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Swaps its files for others, in the steps that a kubelet takes.</summary>
    public void Swap(params (string Name, string Text)[] files)
    {
        string former = Directory.Exists(At("..data")) ? Data : "";
        string next = Directory.CreateDirectory(At($"..2026_{_version++}")).FullName;
        foreach (var (name, text) in files) File.WriteAllText(System.IO.Path.Combine(next, name), text);
        File.CreateSymbolicLink(At("..data_tmp"), System.IO.Path.GetFileName(next));
        Assert.Equal(0, Rename(At("..data_tmp"), At("..data")));
        foreach (var (name, _) in files)
        {
            if (!File.Exists(At(name))) File.CreateSymbolicLink(At(name), $"..data/{name}");
        }

        if (former.Length > 0) Directory.Delete(former, recursive: true);
    }

    // The runtime's own moves follow links, or do not overwrite.
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string from, string to);
}

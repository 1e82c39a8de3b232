using System.Reflection;
using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// Finds libbpf. The loader's own message names a dozen paths and no remedy; this one names the package.
/// </summary>
internal static class LibbpfLibrary
{
    private const string Remedy =
        "libbpf.so.1 cannot be loaded: install libbpf 1.0 or newer (Debian and Ubuntu: apt-get install libbpf1)";

    // The runtime asks for each function that is called, and a search goes through a dozen paths.
    private static readonly Lazy<nint> Found = new(static () =>
        NativeLibrary.TryLoad(Libbpf.Library, typeof(LibbpfLibrary).Assembly, null, out nint handle) ? handle : 0);

    /// <summary>True when a library is there; else <paramref name="error"/> says how to get it.</summary>
    internal static bool TryFind(string name, out string error)
    {
        error = "";
        if (NativeLibrary.TryLoad(name, typeof(LibbpfLibrary).Assembly, null, out nint handle))
        {
            NativeLibrary.Free(handle);
            return true;
        }

        error = Remedy;
        return false;
    }

    /// <summary>The library's handle; 0 leaves other libraries to the runtime.</summary>
    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Libbpf.Library)
            return 0;
        return Found.Value != 0 ? Found.Value : throw new DllNotFoundException(Remedy);
    }
}

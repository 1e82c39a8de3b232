using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>Makes the exceptions of this project, away from the code that meets the failures.</summary>
internal static class Throw
{
    /// <summary>For a C function that failed and set errno.</summary>
    internal static BpfException LastErrno(string operation) => FromErrno(operation, Marshal.GetLastPInvokeError());

    /// <summary>For an error number, with its remedy on this machine.</summary>
    internal static BpfException FromErrno(string operation, int errno, string reason = "") =>
        new(operation, errno, reason, KernelRequirements.Remedy(errno, KernelFacts.Read()));

    /// <summary>For a libbpf function that returned -errno.</summary>
    internal static void IfNegative(int result, string operation)
    {
        if (result < 0)
            throw FromErrno(operation, -result);
    }

    /// <summary>For a name that the object does not hold: program and loader are of different builds.</summary>
    internal static BpfException Missing(string kind, string name, string objectName) =>
        new($"open {objectName}", 0, $"it has no {kind} named {name}", "build the programs and the loader together");
}

using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// What the kernel knows of an open before it tells anybody: the lower bits of the open's class. Each is a function of
/// values that go into the record, so that user space reckons the same.
/// </summary>
[Flags]
public enum OpenFacts
{
    /// <summary>It worked; a file that was there, opened neither for reading nor for writing.</summary>
    None = 0,

    /// <summary>The call returned an error.</summary>
    Failed = 1,

    /// <summary>What was opened is a directory.</summary>
    Directory = 2,

    /// <summary>The call created the file, or asked for one without a name (O_TMPFILE).</summary>
    Created = 4,

    /// <summary>For reading.</summary>
    Read = 8,

    /// <summary>For writing.</summary>
    Write = 16,

    /// <summary>A file that the call may create gets the right to be executed.</summary>
    Executable = 32,

    /// <summary>The call may create a file.</summary>
    Create = 64,
}

/// <summary>Facts of an open, from its record.</summary>
internal static class OpenFactsOf
{
    private const uint ExecuteBits = 0x49;

    /// <summary>The facts.</summary>
    /// <param name="view">An open.</param>
    public static OpenFacts Record(in Event view)
    {
        ref readonly var open = ref view.As<OpenEvent>();
        uint flags = OpenFlagBits.Of(in open);
        bool worked = open.Header.Result >= 0;
        bool isDirectory = worked && (open.FileMode != 0
            ? (open.FileMode & FileModes.TypeMask) == FileModes.Directory
            : (flags & OpenFlagBits.Directory) != 0);
        bool mayCreate = view.Type == EventType.Creat
            || (flags & (OpenFlagBits.Create | OpenFlagBits.TemporaryFile)) != 0;
        return Fact(OpenFacts.Failed, !worked)
            | Fact(OpenFacts.Directory, isDirectory)
            | Fact(OpenFacts.Created, (flags & (OpenFlagBits.Created | OpenFlagBits.TemporaryFile)) != 0)
            | Fact(OpenFacts.Read, (flags & OpenFlagBits.ReadOnly) != 0)
            | Fact(OpenFacts.Write, (flags & OpenFlagBits.WriteOnly) != 0)
            | Fact(OpenFacts.Executable, mayCreate && (open.Mode & ExecuteBits) != 0)
            | Fact(OpenFacts.Create, mayCreate);
    }

    private static OpenFacts Fact(OpenFacts fact, bool holds) => holds ? fact : OpenFacts.None;

    // S_IFMT and S_IFDIR.
    private static class FileModes
    {
        public const uint TypeMask = 0xf000;
        public const uint Directory = 0x4000;
    }
}

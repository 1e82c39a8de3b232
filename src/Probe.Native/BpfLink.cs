namespace KosmosProbe.Native;

/// <summary>A program attached to its hook. Disposing it detaches; so does the end of the process.</summary>
public sealed class BpfLink : IDisposable
{
    private readonly BpfLinkHandle _handle;

    internal BpfLink(string program, string section, BpfLinkHandle handle)
    {
        Program = program;
        Section = section;
        _handle = handle;
    }

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>The hook as the SEC line names it.</summary>
    public string Section { get; }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

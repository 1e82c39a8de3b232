using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Linting;

/// <summary>
/// Which item defined a name first, counted over all files. Falco compiles a file with what stands before and in it, so
/// that it does not know names whose first definition is in a later file.
/// </summary>
internal sealed class DefinitionOrder
{
    private readonly Dictionary<string, DefinitionPoint> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DefinitionPoint> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<RuleFile, int> _files = [];
    private int _count;

    /// <summary>Counts an item.</summary>
    /// <param name="definition">The item.</param>
    /// <param name="file">The number of its file.</param>
    public void Add(Definition definition, int file)
    {
        var point = new DefinitionPoint(file, _count++, definition.Item.Span.File.Name);
        _ = definition switch
        {
            MacroDefinition macro => _macros.TryAdd(macro.Name, point),
            ListDefinition list => _lists.TryAdd(list.Name, point),
            _ => false,
        };
    }

    /// <summary>Counts a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="number">Its number.</param>
    public void Add(RuleFile file, int number) => _files.TryAdd(file, number);

    /// <summary>The number of a file.</summary>
    /// <param name="file">The file.</param>
    public int NumberOf(RuleFile file) => _files[file];

    /// <summary>Where a macro was defined first; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public DefinitionPoint? Macro(string name) => _macros.TryGetValue(name, out var point) ? point : null;

    /// <summary>Where a list was defined first; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public DefinitionPoint? List(string name) => _lists.TryGetValue(name, out var point) ? point : null;
}

/// <summary>The place of an item in the order of reading.</summary>
/// <param name="File">The number of its file.</param>
/// <param name="Item">Its own number, over all files.</param>
/// <param name="FileName">The file's name.</param>
internal readonly record struct DefinitionPoint(int File, int Item, string FileName);

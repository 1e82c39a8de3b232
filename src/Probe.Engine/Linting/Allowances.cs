using System.Text.RegularExpressions;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Linting;

/// <summary>
/// Comments that allow findings: <c># lint: allow never-matches, floods</c>. One counts for the item that it stands in,
/// or for the next item when only comments and empty lines stand between.
/// </summary>
internal sealed partial class Allowances
{
    private readonly Dictionary<RuleFile, List<Allowance>> _byFile = [];
    private readonly Dictionary<RuleFile, List<int>> _items = [];

    /// <summary>The names that comments allow and their places.</summary>
    public IEnumerable<(string Id, FileSpan Span)> All =>
        _byFile.SelectMany(file => file.Value.Select(allowance => (allowance.Id, allowance.Span)));

    /// <summary>Reads a file's comments.</summary>
    /// <param name="file">The file.</param>
    /// <param name="definitions">Its items.</param>
    public void Add(RuleFile file, IEnumerable<Definition> definitions)
    {
        List<int> items = [.. definitions.Select(definition => definition.Item.Span.Line).Order()];
        var allowances = new List<Allowance>();
        foreach (Match comment in Comment().Matches(file.Text))
        {
            foreach (Match id in Id().Matches(comment.Groups[1].Value))
            {
                var span = new FileSpan(file, comment.Groups[1].Index + id.Index, id.Length);
                allowances.Add(new Allowance(id.Value, span, ItemOf(file, items, span.Line)));
            }
        }

        _items[file] = items;
        _byFile[file] = allowances;
    }

    /// <summary>Whether a comment allows a finding in the item around a place.</summary>
    /// <param name="id">The finding's id.</param>
    /// <param name="place">The place.</param>
    public bool Allow(string id, FileSpan place) => _byFile.TryGetValue(place.File, out var allowances)
        && allowances.Exists(allowance =>
            allowance.Id == id && allowance.Item == _items[place.File].FindLastIndex(line => line <= place.Line));

    // A comment on lines of its own above an item belongs to the item.
    private static int ItemOf(RuleFile file, List<int> items, int line)
    {
        int next = line;
        while (IsBetween(file.Line(next - 1)))
        {
            if (file.StartOf(next) == file.StartOf(next - 1))
            {
                break;
            }

            next++;
        }

        int below = items.IndexOf(next);
        return below >= 0 ? below : items.FindLastIndex(item => item <= line);
    }

    private static bool IsBetween(string line)
    {
        var text = line.AsSpan().Trim();
        return text.IsEmpty || text[0] == '#';
    }

    [GeneratedRegex(@"(?:^|\s)#\s*lint:\s*allow\s+([^\r\n]*)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("[A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    private sealed record Allowance(string Id, FileSpan Span, int Item);
}

using System.Globalization;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>
/// One fact of a process and its ancestors under its three names: <c>proc.aname[2]</c> with an index or as a list from
/// the parent on, <c>proc.name</c> for 0, <c>proc.pname</c> for 1.
/// </summary>
/// <param name="List">Of any ancestor.</param>
/// <param name="Own">Of the process.</param>
/// <param name="Parent">Of its parent.</param>
internal sealed record InlineAncestry(string List, string Own, string Parent)
{
    /// <summary>A field's values; null when the field is none of these, or nothing tells.</summary>
    /// <param name="key">The field.</param>
    /// <param name="given">What the test says.</param>
    public InlineValue[]? Find(string key, GivenValues given)
    {
        if (key == Own) return At(0, given);
        if (key == Parent) return At(1, given);
        if (key == List) return All(given);
        bool isIndexed = key.StartsWith(List, StringComparison.Ordinal) && key.Length > List.Length + 2
            && key[List.Length] == '[';
        return isIndexed && int.TryParse(
            key.AsSpan(List.Length + 1, key.Length - List.Length - 2), CultureInfo.InvariantCulture, out int level)
                ? At(level, given)
                : null;
    }

    private InlineValue[]? At(int level, GivenValues given)
    {
        string key = $"{List}[{level.ToString(CultureInfo.InvariantCulture)}]";
        if (given(key) is { } indexed) return indexed;
        if (level == 0) return given(Own);
        if (level == 1 && given(Parent) is { } parent) return parent;
        return level > 0 && given(List) is { } list && level <= list.Length ? [list[level - 1]] : null;
    }

    private InlineValue[]? All(GivenValues given)
    {
        var all = new List<InlineValue>();
        for (int level = 1; level <= ThreadTable.AncestorsMax; level++)
        {
            all.AddRange(At(level, given) ?? []);
        }

        return all.Count == 0 ? null : [.. all];
    }
}

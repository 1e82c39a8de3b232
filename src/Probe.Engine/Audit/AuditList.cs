using System.Text.Json;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Audit;

/// <summary>Adds what an item of an array gives to a list; false makes the whole list missing.</summary>
/// <param name="common">What lies beside the array for all items; undefined when it is not there.</param>
/// <param name="item">The item.</param>
/// <param name="values">The list.</param>
internal delegate bool AddItem(JsonElement common, JsonElement item, AuditValues values);

/// <summary>
/// Where a field with several values gets them: an array of the event, and what each of its items gives. What is no
/// array, or gives nothing at all, is missing.
/// </summary>
/// <param name="path">The array.</param>
/// <param name="add">What an item gives.</param>
/// <param name="common">What all items share, looked up once; null: nothing.</param>
/// <param name="index">The only item that is looked at; -1: all are.</param>
internal sealed class AuditList(JsonPath path, AddItem add, JsonPath? common = null, int index = -1)
{
    /// <summary>The same of one item.</summary>
    /// <param name="item">Its index.</param>
    public AuditList At(int item) => new(path, add, common, item);

    /// <summary>Counts the values, as fields do.</summary>
    /// <param name="context">What to read from.</param>
    public int Count(in EventContext context)
    {
        int count = context.Node.Audit?.ValuesOf(this).Count ?? 0;
        return count == 0 ? -1 : count;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="context">What to read from.</param>
    /// <param name="item">From 0.</param>
    /// <param name="value">The value; until the next event.</param>
    public bool TryItem(in EventContext context, int item, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (context.Node.Audit?.ValuesOf(this) is not { } values || (uint)item >= (uint)values.Count) return false;
        value = values[item];
        return true;
    }

    /// <summary>Looks the values up.</summary>
    /// <param name="root">The event.</param>
    /// <param name="values">Where they go.</param>
    public bool TryFill(JsonElement root, AuditValues values)
    {
        if (!path.TryFind(root, out var array) || array.ValueKind != JsonValueKind.Array) return false;
        JsonElement shared = default;
        common?.TryFind(root, out shared);
        if (index >= 0) return index < array.GetArrayLength() && add(shared, array[index], values);
        foreach (var item in array.EnumerateArray())
        {
            if (!add(shared, item, values)) return false;
        }

        return true;
    }
}

using System.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The names of a value that is one of many. Several names of one number print together, joined by bars, as in Falco.
/// </summary>
internal sealed class EnumNames
{
    private readonly Dictionary<long, byte[]> _names = [];

    /// <summary>Takes the names in the order in which they print.</summary>
    public EnumNames(params (long Value, string Name)[] names)
    {
        foreach (var group in names.GroupBy(entry => entry.Value))
        {
            _names.Add(group.Key, Encoding.ASCII.GetBytes(string.Join('|', group.Select(entry => entry.Name))));
        }
    }

    /// <summary>Names of the numbers from a first one on.</summary>
    public static EnumNames From(long first, params string[] names) =>
        new([.. names.Select((name, index) => (first + index, name))]);

    /// <summary>Adds the name; nothing for a number without one.</summary>
    public void Write(long value, ref TextBuilder text)
    {
        if (_names.TryGetValue(value, out byte[]? name))
        {
            text.Add(name);
        }
    }
}

using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>Reads a mapping of a file of rule tests: whatever it does not know is an error.</summary>
internal sealed class StrictReader
{
    private readonly ItemReader _item;
    private readonly RuleReport _report;

    /// <summary>A reader of a file's root.</summary>
    /// <param name="root">A mapping.</param>
    /// <param name="report">Where errors go.</param>
    public StrictReader(YamlValue root, RuleReport report)
        : this(new ItemReader(root, report), report)
    {
    }

    private StrictReader(ItemReader item, RuleReport report)
    {
        _item = item;
        _report = report;
        for (int i = 0; i < Value.Members.Count; i++)
        {
            var key = Value.Members[i].Key;
            if (Value.Members.FindIndex(member => member.Key.Text == key.Text) < i)
            {
                Report(key, $"`{key.Text}` is given twice");
            }
        }
    }

    /// <summary>The mapping.</summary>
    public YamlValue Value => _item.Item;

    /// <summary>Names the innermost item, once its name is known.</summary>
    /// <param name="name">The name.</param>
    public void Name(string name) => _item.Name(name);

    /// <summary>Whether a key is there.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key) => _item.Has(key);

    /// <summary>Says that something is wrong.</summary>
    /// <param name="at">Where.</param>
    /// <param name="message">What.</param>
    public void Report(YamlValue at, string message) => _item.Report(RuleCode.YamlValidate, at, message);

    /// <summary>Says that a name is unknown.</summary>
    /// <param name="at">The name.</param>
    /// <param name="message">What is said of it.</param>
    /// <param name="known">Those that there are.</param>
    public void ReportUnknown(YamlValue at, string message, IEnumerable<string> known) =>
        _item.ReportUnknown(RuleCode.YamlValidate, at, message, known);

    /// <summary>Says that a key is missing.</summary>
    /// <param name="key">The key.</param>
    public void Missing(string key)
    {
        if (!Has(key)) Report(Value, $"key `{key}` is missing");
    }

    /// <summary>Refuses other keys than these.</summary>
    /// <param name="known">The keys there are.</param>
    public void CheckKeys(IReadOnlyCollection<string> known)
    {
        foreach (var (key, _) in Value.Members.Where(member => !known.Contains(member.Key.Text)))
        {
            ReportUnknown(key, $"unknown key `{key.Text}`", known);
        }
    }

    /// <summary>A scalar that is not empty; null when missing.</summary>
    /// <param name="key">The key.</param>
    public YamlValue? Text(string key) => _item.OptionalText(key);

    /// <summary>A truth value; null when missing.</summary>
    /// <param name="key">The key.</param>
    public bool? Truth(string key) => _item.OptionalTruth(key);

    /// <summary>One of several words; null when missing.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="words">The words.</param>
    public T? Word<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(key) is not { } text) return null;
        if (words.TryGetValue(text.Text, out var value)) return value;
        ReportUnknown(text, $"`{key}` is one of {string.Join(", ", words.Keys)}; found `{text.Text}`", words.Keys);
        return null;
    }

    /// <summary>Texts, of a sequence or one alone; none when missing.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyList<YamlValue> Texts(string key)
    {
        if (!Value.TryGet(key, out var value)) return [];
        if (value.Kind == YamlKind.Scalar) return Text(key) is { } one ? [one] : [];
        return [.. (_item.OptionalScalars(key) ?? []).Where(static item => item.Kind == YamlKind.Scalar)];
    }

    /// <summary>The mappings of a sequence; none when missing.</summary>
    /// <param name="key">The key.</param>
    public IEnumerable<StrictReader> Items(string key)
    {
        foreach (var item in Sequence(key))
        {
            if (item.Kind == YamlKind.Mapping)
            {
                yield return Enter(item, key == "cases" ? RuleItem.TestCase : RuleItem.ValueFor);
            }
            else
            {
                Report(item, $"items of `{key}` must be mappings, found {ItemReader.Describe(item)}");
            }
        }
    }

    /// <summary>The values of a sequence, whatever they are; none when missing.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyList<YamlValue> Sequence(string key)
    {
        if (!Value.TryGet(key, out var value)) return [];
        if (value.Kind == YamlKind.Sequence) return value.Items;
        Report(value, $"`{key}` must be a sequence, found {ItemReader.Describe(value)}");
        return [];
    }

    /// <summary>A mapping inside this one; null when missing.</summary>
    /// <param name="key">The key.</param>
    public StrictReader? Mapping(string key)
    {
        if (!Value.TryGet(key, out var value)) return null;
        if (value.Kind == YamlKind.Mapping) return Enter(value, RuleItem.ValueFor);
        Report(value, $"`{key}` must be a mapping, found {ItemReader.Describe(value)}");
        return null;
    }

    /// <summary>A reader of a mapping inside this one.</summary>
    /// <param name="value">It.</param>
    /// <param name="kind">What it is.</param>
    public StrictReader Enter(YamlValue value, RuleItem kind = RuleItem.ValueFor) =>
        new(_item.Enter(value, kind), _report);
}

using System.Globalization;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Reads the keys of one item of a rules file and reports what has the wrong shape. After an error reading goes on, so
/// that the author sees all of them.
/// </summary>
internal sealed class ItemReader(YamlValue item, RuleReport report, params string[] within)
{
    private static readonly HashSet<string> True =
        new(["true", "yes", "on", "y"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> False =
        new(["false", "no", "off", "n"], StringComparer.OrdinalIgnoreCase);

    public YamlValue Item => item;

    /// <summary>False once anything was reported.</summary>
    public bool IsSound { get; private set; } = true;

    public bool Has(string key) => item.TryGet(key, out _);

    /// <summary>The items around the next error; set when the item's name is known.</summary>
    public IReadOnlyList<string> Within { get; set; } = within;

    /// <summary>Adds an error or a warning at a value.</summary>
    public void Report(RuleCode code, YamlValue at, string message)
    {
        IsSound &= !code.IsError();
        report.Add(code, at.Span, message, Within);
    }

    /// <summary>A reader of a value inside this item.</summary>
    public ItemReader Enter(YamlValue value, string name) => new(value, report, [name, .. Within]);

    /// <summary>Takes over what a reader inside this item found.</summary>
    public void Leave(ItemReader inner) => IsSound &= inner.IsSound;

    /// <summary>A scalar that must be there and not be empty.</summary>
    public YamlValue? RequireText(string key)
    {
        if (!item.TryGet(key, out var value))
        {
            Report(RuleCode.YamlValidate, item, $"key `{key}` is missing");
            return null;
        }

        return CheckText(key, value);
    }

    /// <summary>A scalar that may be missing but must not be empty.</summary>
    public YamlValue? OptionalText(string key) => item.TryGet(key, out var value) ? CheckText(key, value) : null;

    /// <summary>A truth value; null when missing.</summary>
    public bool? OptionalTruth(string key)
    {
        if (!item.TryGet(key, out var value))
        {
            return null;
        }

        if (value.Kind == YamlKind.Scalar && (True.Contains(value.Text) || False.Contains(value.Text)))
        {
            return True.Contains(value.Text);
        }

        Report(RuleCode.YamlValidate, value, $"`{key}` must be true or false, found {Describe(value)}");
        return null;
    }

    /// <summary>A number without sign; null when missing.</summary>
    public uint? OptionalNumber(string key)
    {
        if (!item.TryGet(key, out var value))
        {
            return null;
        }

        if (uint.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        Report(RuleCode.YamlValidate, value, $"`{key}` must be a number, found {Describe(value)}");
        return null;
    }

    /// <summary>A sequence of scalars; null when missing.</summary>
    public List<YamlValue>? OptionalScalars(string key)
    {
        if (!item.TryGet(key, out var value))
        {
            return null;
        }

        if (value.Kind != YamlKind.Sequence)
        {
            Report(RuleCode.YamlValidate, value, $"`{key}` must be a sequence, found {Describe(value)}");
            return null;
        }

        foreach (var entry in value.Items.Where(entry => entry.Kind is YamlKind.Sequence or YamlKind.Mapping))
        {
            Report(RuleCode.YamlValidate, entry, $"items of `{key}` must be scalars, found {Describe(entry)}");
        }

        return value.Items;
    }

    /// <summary>Warns about keys that mean nothing.</summary>
    public void CheckKeys(IReadOnlyCollection<string> known)
    {
        foreach (var (key, _) in item.Members.Where(member => !known.Contains(member.Key.Text)))
        {
            ReportUnknown(RuleCode.UnknownKey, key, $"unknown key `{key.Text}` is ignored", known);
        }
    }

    /// <summary>Adds an error or a warning about a name, with the nearest of the known ones.</summary>
    public void ReportUnknown(RuleCode code, YamlValue at, string message, IEnumerable<string> known)
    {
        IsSound &= !code.IsError();
        report.Add(new RuleError
        {
            Code = code,
            File = at.Span.File.Name,
            Span = at.Span,
            Message = message,
            DidYouMean = NearestName.Find(at.Text, known),
            Within = Within,
        });
    }

    /// <summary>What was found, in a word or two.</summary>
    public static string Describe(YamlValue value) => value.Kind switch
    {
        YamlKind.Null => "nothing",
        YamlKind.Sequence => "a sequence",
        YamlKind.Mapping => "a mapping",
        _ => value.Text.Length > 32 ? "a longer text" : $"`{value.Text}`",
    };

    private YamlValue? CheckText(string key, YamlValue value)
    {
        if (value.Kind is YamlKind.Sequence or YamlKind.Mapping)
        {
            Report(RuleCode.YamlValidate, value, $"`{key}` must be a text, found {Describe(value)}");
            return null;
        }

        if (value.Kind == YamlKind.Null || string.IsNullOrWhiteSpace(value.Text))
        {
            Report(RuleCode.YamlValidate, value, $"`{key}` must not be empty");
            return null;
        }

        return value;
    }
}

using System.Globalization;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Reads the keys of one item of a rules file and reports what has the wrong shape. After an error reading goes on, so
/// that the author sees all of them.
/// </summary>
internal sealed class ItemReader(YamlValue item, RuleReport report)
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
    public IReadOnlyList<RuleLocation> Locations { get; set; } = [];

    /// <summary>What this item is, as soon as that is known.</summary>
    public void Is(RuleItem kind, string name = "") => Locations = [RuleLocation.At(kind, item.Span, name)];

    /// <summary>Adds an error or a warning at a value.</summary>
    public void Report(RuleCode code, YamlValue at, string message, params ReadOnlySpan<RuleLocation> inner)
    {
        IsSound &= !code.IsError();
        report.Add(code, at.Span, message, [.. Locations, .. inner]);
    }

    /// <summary>Adds an error about the value of a key, which is then the last link of the chain.</summary>
    public void ReportValue(string key, YamlValue at, string message) =>
        Report(RuleCode.YamlValidate, at, message, RuleLocation.At(RuleItem.ValueFor, at.Span, key));

    /// <summary>Adds a warning about something deprecated.</summary>
    public void ReportDeprecated(string subject, YamlValue at, string message) => report.Add(new RuleError
    {
        Code = RuleCode.DeprecatedItem,
        File = at.Span.File.Name,
        Span = at.Span,
        Message = message,
        Subject = subject,
        Locations = Locations,
    });

    /// <summary>A reader of a value inside this item.</summary>
    public ItemReader Enter(YamlValue value, RuleItem kind) =>
        new(value, report) { Locations = [.. Locations, RuleLocation.At(kind, value.Span)] };

    /// <summary>Names the innermost item, once its name is known.</summary>
    public void Name(string name) => Locations = [.. Locations.SkipLast(1), Locations[^1] with { Name = name }];

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

    /// <summary>Whether a key is given and true; says nothing of a value that is no truth value.</summary>
    public bool IsTrue(string key) =>
        item.TryGet(key, out var value) && value.Kind == YamlKind.Scalar && True.Contains(value.Text);

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

        ReportValue(key, value, $"`{key}` must be true or false, found {Describe(value)}");
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

        ReportValue(key, value, $"`{key}` must be a number, found {Describe(value)}");
        return null;
    }

    /// <summary>A sequence of scalars; null when missing.</summary>
    public List<YamlValue>? OptionalScalars(string key, RuleItem kind = RuleItem.ValueFor)
    {
        if (!item.TryGet(key, out var value))
        {
            return null;
        }

        if (value.Kind != YamlKind.Sequence)
        {
            ReportValue(key, value, $"`{key}` must be a sequence, found {Describe(value)}");
            return null;
        }

        foreach (var entry in value.Items.Where(entry => entry.Kind != YamlKind.Scalar))
        {
            Report(
                RuleCode.YamlValidate,
                entry,
                $"items of `{key}` must be scalars, found {Describe(entry)}",
                RuleLocation.At(kind, entry.Span, kind == RuleItem.ValueFor ? key : string.Empty));
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
    public void ReportUnknown(
        RuleCode code,
        YamlValue at,
        string message,
        IEnumerable<string> known,
        params ReadOnlySpan<RuleLocation> inner)
    {
        IsSound &= !code.IsError();
        report.Add(new RuleError
        {
            Code = code,
            File = at.Span.File.Name,
            Span = at.Span,
            Message = message,
            DidYouMean = NearestName.Find(at.Text, known),
            Locations = [.. Locations, .. inner],
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
            ReportValue(key, value, $"`{key}` must be a text, found {Describe(value)}");
            return null;
        }

        if (value.Kind == YamlKind.Null)
        {
            Report(RuleCode.YamlValidate, value, $"`{key}` must not be empty");
            return null;
        }

        if (value.Text.Length == 0)
        {
            ReportValue(key, value, $"`{key}` must not be empty");
            return null;
        }

        return value;
    }
}

using System.Globalization;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Holds a configuration against <see cref="SettingTable"/>: wrong types are errors, unknown keys are warnings with
/// place and nearest name, and what has no effect is said in one line.
/// </summary>
internal sealed class ConfigCheck
{
    private readonly List<string> _warnings = [];
    private readonly SortedSet<string> _withoutEffect = new(StringComparer.Ordinal);
    private bool _isOff;

    private ConfigCheck()
    {
    }

    /// <summary>Checks a whole configuration.</summary>
    /// <param name="root">The tree, overrides applied.</param>
    /// <returns>What to tell the user, in the order of the file.</returns>
    /// <exception cref="ProbeException">A value has the wrong type.</exception>
    public static IReadOnlyList<string> Check(ConfigMap root)
    {
        var check = new ConfigCheck();
        check.CheckMap(root, "");
        if (check._withoutEffect.Count > 0)
        {
            string keys = string.Join(", ", check._withoutEffect);
            check._warnings.Add($"{root.Place.Source}: no effect in this version: {keys}");
        }

        return check._warnings;
    }

    private void CheckMap(ConfigMap map, string path)
    {
        foreach (var (key, place, value) in map.Entries)
        {
            string full = path.Length == 0 ? key : $"{path}.{key}";
            var setting = SettingTable.Find(full);
            if (setting is null)
            {
                string hint = NearestName.Find(key, SettingTable.KeysOf(path)) is { } nearest
                    ? $", did you mean `{nearest}`?"
                    : "";
                _warnings.Add($"{place}: unknown setting `{full}`{hint}");
                continue;
            }

            CheckValue(value, setting, place);
        }
    }

    private void CheckValue(ConfigNode value, Setting setting, Place place)
    {
        if (setting.Use == SettingUse.Removed)
        {
            _warnings.Add($"{place}: `{setting.Path}` was removed from Falco and has no effect");
            return;
        }

        // A key without value keeps its default.
        if (value is ConfigScalar { IsNull: true }) return;
        if (setting.Use == SettingUse.NotYet && (setting.Type != SettingType.Parts || IsList(setting)))
        {
            NoteWithoutEffect(value, setting);
        }

        switch (value)
        {
            case var _ when setting.Type == SettingType.Free:
                break;
            case ConfigMap map when setting.Type == SettingType.Texts:
                CheckTexts(map, setting);
                break;
            case ConfigMap map when setting.Type == SettingType.Parts && !IsList(setting):
                CheckPart(map, setting);
                break;
            case ConfigList list when IsList(setting):
                var item = SettingTable.Find(setting.Path + "[]")!;
                list.Items.ForEach(entry => CheckValue(entry, item, entry.Place));
                break;
            case ConfigScalar when IsList(setting):
                // A single value where a list may stand is a list of one.
                CheckValue(value, SettingTable.Find(setting.Path + "[]")!, place);
                break;
            case ConfigScalar scalar when Fits(scalar.Text, setting.Type):
                CheckRange(scalar, setting);
                break;
            default:
                throw new ProbeException(
                    $"{value.Place}: `{setting.Path}` must be {Expected(setting)}, found {value.Kind}");
        }
    }

    // What is said about the parts of something that is switched off changes nothing, so that nothing is told of it.
    private void CheckPart(ConfigMap map, Setting setting)
    {
        bool wasOff = _isOff;
        _isOff |= map.Find("enabled") is ConfigScalar enabled
            && ConfigValues.TryBoolean(enabled.Text, out bool isOn) && !isOn;
        CheckMap(map, setting.Path);
        _isOff = wasOff;
    }

    private void NoteWithoutEffect(ConfigNode value, Setting setting)
    {
        if (_isOff || setting.Path.EndsWith("[]", StringComparison.Ordinal) || IsDefault(value, setting)) return;
        _withoutEffect.Add(setting.Path.Replace("[]", "", StringComparison.Ordinal));
    }

    private static bool IsDefault(ConfigNode value, Setting setting)
    {
        if (setting.Default is null) return false;
        if (value is ConfigList list)
        {
            return $"[{string.Join(", ", list.Items.Select(static item => (item as ConfigScalar)?.Text))}]"
                == setting.Default;
        }

        string text = (value as ConfigScalar)?.Text ?? "";
        return setting.Type switch
        {
            SettingType.Switch => ConfigValues.TryBoolean(text, out bool isOn)
                && isOn == (setting.Default == "true"),
            SettingType.Integer or SettingType.Number =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && number == double.Parse(setting.Default, CultureInfo.InvariantCulture),
            _ => text == setting.Default,
        };
    }

    private static void CheckTexts(ConfigMap map, Setting setting)
    {
        foreach (var (name, _, value) in map.Entries)
        {
            if (value is ConfigScalar) continue;
            throw new ProbeException(
                $"{value.Place}: `{setting.Path}.{name}` must be a single value, found {value.Kind}");
        }
    }

    private static void CheckRange(ConfigScalar scalar, Setting setting)
    {
        if (setting.Words.Count > 0 && !setting.Words.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProbeException($"{scalar.Place}: `{setting.Path}` must be one of "
                + $"{string.Join(", ", setting.Words)}; found {scalar.Kind}");
        }

        if (setting.Type == SettingType.Integer
            && long.Parse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) is var number
            && (number < (setting.Least ?? long.MinValue) || number > (setting.Most ?? long.MaxValue)))
        {
            throw new ProbeException($"{scalar.Place}: `{setting.Path}` must be from {setting.Least} to "
                + $"{setting.Most}, found {scalar.Kind}");
        }
    }

    private static bool IsList(Setting setting) => SettingTable.Find(setting.Path + "[]") is not null;

    private static bool Fits(string text, SettingType type) => type switch
    {
        SettingType.Switch => ConfigValues.TryBoolean(text, out _),
        SettingType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        SettingType.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        SettingType.Text => true,
        SettingType.Duration => DurationText.TryParse(text, out _),
        _ => false,
    };

    private static string Expected(Setting setting) => setting.Type switch
    {
        SettingType.Switch => "true or false",
        SettingType.Integer => "a whole number",
        SettingType.Number => "a number",
        SettingType.Text => "a single value",
        SettingType.Duration => "a time such as 500ms, 90s or 1h30m",
        SettingType.Texts => "a mapping of names and texts",
        _ when IsList(setting) => "a list",
        _ => "a mapping",
    };
}

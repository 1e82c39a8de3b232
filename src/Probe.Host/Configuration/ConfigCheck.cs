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

        if (setting.Use == SettingUse.NotYet && setting.Type != SettingType.Parts)
        {
            _withoutEffect.Add(setting.Path.Replace("[]", "", StringComparison.Ordinal));
        }

        // A key without value keeps its default.
        if (setting.Type == SettingType.Free || value is ConfigScalar { IsNull: true }) return;

        switch (value)
        {
            case ConfigMap map when setting.Type == SettingType.Parts && !IsList(setting):
                CheckMap(map, setting.Path);
                break;
            case ConfigList list when IsList(setting):
                var item = SettingTable.Find(setting.Path + "[]")!;
                list.Items.ForEach(entry => CheckValue(entry, item, entry.Place));
                break;
            case ConfigScalar when IsList(setting):
                // A single value where a list may stand is a list of one.
                break;
            case ConfigScalar scalar when Fits(scalar.Text, setting.Type):
                break;
            default:
                throw new ProbeException(
                    $"{value.Place}: `{setting.Path}` must be {Expected(setting)}, found {value.Kind}");
        }
    }

    private static bool IsList(Setting setting) => SettingTable.Find(setting.Path + "[]") is not null;

    private static bool Fits(string text, SettingType type) => type switch
    {
        SettingType.Switch => ConfigValues.TryBoolean(text, out _),
        SettingType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        SettingType.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        SettingType.Text => true,
        _ => false,
    };

    private static string Expected(Setting setting) => setting.Type switch
    {
        SettingType.Switch => "true or false",
        SettingType.Integer => "a whole number",
        SettingType.Number => "a number",
        SettingType.Text => "a single value",
        _ when IsList(setting) => "a list",
        _ => "a mapping",
    };
}

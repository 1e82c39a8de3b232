using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Schemas;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Reads what an item does to one of the same name: the <c>override</c> mapping, which names each key given and whether
/// it appends or replaces, or the older <c>append: true</c>.
/// </summary>
internal static class OverrideReader
{
    private static readonly Dictionary<string, KeyUse> None = [];

    /// <summary>Reads the keys' uses; empty when the item defines.</summary>
    /// <param name="reader">At the item.</param>
    /// <param name="owner">What the item is.</param>
    public static IReadOnlyDictionary<string, KeyUse> Read(ItemReader reader, KeyOwners owner)
    {
        bool appends = reader.OptionalTruth("append") == true;
        if (reader.Item.TryGet("append", out var flag) && appends)
        {
            reader.ReportDeprecated("'append' key", flag, "`append` is deprecated, use `override`");
        }

        if (!reader.Item.TryGet("override", out var overrides))
        {
            var keys = RuleKeys.Of(owner, KeyChanges.AppendByFlag).Where(reader.Has);
            return appends ? keys.ToDictionary(key => key, _ => KeyUse.Append) : None;
        }

        if (appends)
        {
            reader.Report(RuleCode.YamlValidate, overrides, "`override` and `append: true` exclude each other");
        }

        if (overrides.Kind == YamlKind.Sequence)
        {
            reader.Report(
                RuleCode.YamlValidate,
                overrides,
                $"`override` must map keys to append or replace, found {ItemReader.Describe(overrides)}",
                RuleLocation.At(RuleItem.Overrides, overrides.Span));
            return None;
        }

        // Falco finds no key in a scalar either: the item defines, and says so if it is not whole.
        var uses = ReadUses(reader, overrides, owner);
        if (overrides.Members.Count > 0)
        {
            CheckUnlisted(reader, owner, uses);
        }

        return uses;
    }

    private static Dictionary<string, KeyUse> ReadUses(
        ItemReader reader, YamlValue overrides, KeyOwners owner)
    {
        var appendable = RuleKeys.Of(owner, KeyChanges.Append);
        var replaceable = RuleKeys.Of(owner, KeyChanges.Replace);
        var uses = new Dictionary<string, KeyUse>();
        var place = RuleLocation.At(RuleItem.Overrides, overrides.Span);
        foreach (var (key, operation) in overrides.Members)
        {
            if (operation.Text is not ("append" or "replace"))
            {
                reader.Report(
                    RuleCode.YamlValidate,
                    operation,
                    $"`{key.Text}` must be overridden by append or replace, found {ItemReader.Describe(operation)}",
                    place);
            }
            else if (!appendable.Contains(key.Text) && !replaceable.Contains(key.Text))
            {
                reader.Report(RuleCode.YamlValidate, key, $"`{key.Text}` cannot be overridden", place);
            }
            else if (operation.Text == "append" && !appendable.Contains(key.Text))
            {
                string message = $"`{key.Text}` can be replaced but not appended to";
                reader.Report(RuleCode.YamlValidate, operation, message, place);
            }
            else if (!reader.Has(key.Text))
            {
                reader.Report(RuleCode.YamlValidate, key, $"`{key.Text}` is overridden but not given");
            }
            else
            {
                uses[key.Text] = operation.Text == "append" ? KeyUse.Append : KeyUse.Replace;
            }
        }

        return uses;
    }

    // A key that is given but not listed would be lost silently. Keys that nobody knows are warned of elsewhere.
    private static void CheckUnlisted(ItemReader reader, KeyOwners owner, Dictionary<string, KeyUse> uses)
    {
        var changeable = RuleKeys.Of(owner, KeyChanges.Replace);
        foreach (var (key, _) in reader.Item.Members)
        {
            if (changeable.Contains(key.Text) && !uses.ContainsKey(key.Text) && reader.IsSound)
            {
                reader.Report(
                    RuleCode.YamlValidate,
                    key,
                    $"`{key.Text}` is given but not listed under `override`",
                    RuleLocation.At(RuleItem.Overrides, key.Span));
            }
        }
    }
}

using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Checks whose answer in Falco follows from how it is built and from nothing a rule's author could know. Under strict
/// meaning the answers are Falco's; else these checks mean what they say.
/// </summary>
internal static class FalcoQuirks
{
    private static readonly string[] TextTransformers = ["tolower", "toupper", "basename"];

    /// <summary>
    /// The answer that Falco gives for every value; null when it looks at the value. The texts of a transformed list
    /// keep the byte that ended them, so that no written value equals them. "Equal to any" and "unequal to all" look a
    /// network field's address up among the networks as they are written, where no address can be.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="field">Its left side.</param>
    public static bool? Answer(CheckSyntax check, Field field)
    {
        bool isEquality = check.Operator.Spelling is "=" or "==" or "!=";
        bool isLookup = (check.Modifier == "anyof" && !check.Operator.IsNegation)
            || (check.Modifier == "allof" && check.Operator.IsNegation);
        bool isNetwork = field is { Type: FieldType.IpNetwork, Shape: FieldShape.Single };
        if (isEquality && isLookup && isNetwork && check.Right is ListSyntax { Items.Count: > 0 })
        {
            return check.Operator.IsNegation;
        }

        bool isTransformedList = field.Shape == FieldShape.List
            && check.Left is TransformerSyntax transformer && TextTransformers.Contains(transformer.Name);
        return isTransformedList && check.Right is ListSyntax ? false : null;
    }
}

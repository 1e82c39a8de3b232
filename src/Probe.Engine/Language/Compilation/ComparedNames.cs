using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>The domain names that a condition compares addresses with.</summary>
internal static class ComparedNames
{
    /// <summary>The names; some perhaps twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) => ComparedTexts.Of(root)
        .Where(static one => one.Text.Test == TextTest.Equal && NetworkFields.IsDomainName(one.Field))
        .SelectMany(static one => one.Text.Values);
}

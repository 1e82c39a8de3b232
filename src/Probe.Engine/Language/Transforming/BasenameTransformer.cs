using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>basename: what follows the last slash; all of a text without one.</summary>
internal static class BasenameTransformer
{
    /// <summary>Binds basename.</summary>
    /// <param name="call">The call.</param>
    public static Field Bind(TransformerCall call) =>
        EachText.Bind(call, static (scoped in EventContext _, ReadOnlySpan<byte> value) =>
            value[(value.LastIndexOf((byte)'/') + 1)..]);
}

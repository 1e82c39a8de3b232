using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>tolower and toupper: ASCII letters only, as in the C locale.</summary>
internal static class CaseTransformer
{
    /// <summary>Binds tolower.</summary>
    /// <param name="call">The call.</param>
    public static Field BindLower(TransformerCall call) => EachText.Bind(call, Lower);

    /// <summary>Binds toupper.</summary>
    /// <param name="call">The call.</param>
    public static Field BindUpper(TransformerCall call) => EachText.Bind(call, Upper);

    private static ReadOnlySpan<byte> Lower(scoped in EventContext context, ReadOnlySpan<byte> value)
    {
        var lower = context.Node.Scratch.Take(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            lower[i] = AsciiCase.ToLower(value[i]);
        }

        return lower;
    }

    private static ReadOnlySpan<byte> Upper(scoped in EventContext context, ReadOnlySpan<byte> value)
    {
        var upper = context.Node.Scratch.Take(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            upper[i] = AsciiCase.ToUpper(value[i]);
        }

        return upper;
    }
}

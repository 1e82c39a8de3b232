using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// Fields that count events, or measure time between them: they change with every event that is left out, so that for
/// a rule that reads them none may be. Rules files write "never" as <c>evt.num = 0</c>; that says nothing of events.
/// </summary>
internal static class SequenceFacts
{
    /// <summary>The field that counts events.</summary>
    public const string Number = "evt.num";

    private static readonly string[] Names = [Number, "evt.reltime", "evt.deltatime"];

    /// <summary>What it can be.</summary>
    public static Possible Numbers { get; } = Possible.One(new NumberRange(1, long.MaxValue));

    /// <summary>Whether a field, or a transformer over one, is such a field.</summary>
    /// <param name="field">Any field.</param>
    public static bool IsOf(Field field) =>
        Array.Exists(Names, name => field.Name.Contains(name, StringComparison.Ordinal));

    /// <summary>Whether a check's answer depends on the events before.</summary>
    /// <param name="check">Any check.</param>
    public static bool DependsOn(BoundCheck check) => IsOf(check.Field)
        && (check.Field.Name != Number || (Numbers.MayGive(check, true) && Numbers.MayGive(check, false)));
}

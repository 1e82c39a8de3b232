using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>What one runtime said when it was asked once.</summary>
/// <param name="Details">The description; null: none.</param>
/// <param name="MayKnowLater">Whether asking again can help: it answers, or may answer again soon.</param>
/// <param name="IsUnheard">Whether that is for want of an answer.</param>
/// <param name="IsDown">Whether nobody is there, or is known not to answer at present.</param>
internal readonly record struct FindResult(
    ContainerDetails? Details, bool MayKnowLater, bool IsUnheard = false, bool IsDown = false)
{
    /// <summary>No runtime is there.</summary>
    public static FindResult Nobody => new(null, MayKnowLater: false, IsDown: true);

    /// <summary>It does not know it, or says nonsense.</summary>
    public static FindResult NotYet => new(null, MayKnowLater: true);

    /// <summary>It is there and does not answer.</summary>
    public static FindResult Unheard => new(null, MayKnowLater: true, IsUnheard: true);

    /// <summary>It is there, did not answer lately, and is left alone for now.</summary>
    public static FindResult Down => new(null, MayKnowLater: true, IsUnheard: true, IsDown: true);
}

using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>What one runtime said when it was asked once.</summary>
/// <param name="Details">The description; null: none.</param>
/// <param name="MayKnowLater">Whether asking again can help: it answers, or may answer again soon.</param>
internal readonly record struct FindResult(ContainerDetails? Details, bool MayKnowLater)
{
    /// <summary>No runtime is there.</summary>
    public static FindResult Nobody => new(null, MayKnowLater: false);

    /// <summary>It does not know it, or cannot say.</summary>
    public static FindResult NotYet => new(null, MayKnowLater: true);
}

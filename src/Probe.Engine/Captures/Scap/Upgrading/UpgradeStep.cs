namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>Where a parameter of an upgraded event comes from.</summary>
internal enum UpgradeSource
{
    /// <summary>A parameter of the recorded event.</summary>
    Event,

    /// <summary>A parameter of the beginning of its call.</summary>
    Enter,

    /// <summary>It has no value.</summary>
    Unset,

    /// <summary>It has the default of its type.</summary>
    Default,

    /// <summary>JSON made of the parameters of an event of before 2018 that announces a container.</summary>
    ContainerJson,
}

/// <summary>One parameter of an upgraded event.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Index">Which parameter of that.</param>
/// <param name="Otherwise">What it has when the beginning was not recorded: unset or the default.</param>
internal readonly record struct UpgradeStep(UpgradeSource Source, int Index = 0, UpgradeSource Otherwise = default);

/// <summary>How events of one number and count of parameters become today's.</summary>
/// <param name="Code">The number they get.</param>
/// <param name="Steps">Their parameters, in order.</param>
internal sealed record UpgradePlan(ushort Code, UpgradeStep[] Steps)
{
    /// <summary>Whether the beginning of the call is needed.</summary>
    public bool NeedsEnter { get; } = Steps.Any(step => step.Source == UpgradeSource.Enter);
}

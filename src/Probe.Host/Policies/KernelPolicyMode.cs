namespace KosmosProbe.Host.Policies;

/// <summary>engine.kernel_policy: what the kernel does with events that no rule can hold for.</summary>
internal enum KernelPolicyMode
{
    /// <summary>Leaves them out.</summary>
    On,

    /// <summary>Sends them, as all others of wanted types.</summary>
    Off,

    /// <summary>Sends them marked, so that it shows when a rule holds for one.</summary>
    Verify,
}

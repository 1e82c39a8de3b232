using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// Derives from a set of rules what the kernel may leave out: for processes of the host, and for those of a container
/// of which all is known. Any thread may ask; one at a time.
/// </summary>
/// <param name="rules">The rules in force.</param>
public sealed class PolicyCompiler(RuleSet rules)
{
    /// <summary>The rules.</summary>
    public RuleSet Rules { get; } = rules;

    /// <summary>The policy of processes in no container.</summary>
    public KernelPolicy ForHost() => KernelPolicy.Everything;

    /// <summary>The policy of a container.</summary>
    /// <param name="info">
    /// All that will ever be known of it. While answers are on their way, or it is in doubt which container a group
    /// belongs to, <see cref="KernelPolicy.Everything"/> is the policy.
    /// </param>
    public KernelPolicy For(ContainerInfo info) => KernelPolicy.Everything;
}

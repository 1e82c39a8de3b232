using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Policies;

/// <summary>
/// Which policy the kernel has under which number, and which filter: equal ones under one. A number is used again only
/// when nobody can be reading it any more, a minute after its last group had it. One thread.
/// </summary>
/// <param name="kernel">Where they are written.</param>
internal sealed class PolicyNumbers(KernelPolicies kernel)
{
    /// <summary>The policy that sends everything; also of what finds no room.</summary>
    public const int Everything = 0;

    private const int EventNumbers = 256;
    private const long RestMs = 60_000;

    private static readonly EventType[] ToldAsDup =
        [EventType.Fcntl, EventType.Accept, EventType.Accept4, EventType.PidfdGetfd];

    private readonly NumberPool<KernelPolicy> _policies = new(1, KernelPolicies.PoliciesMax, RestMs);
    private readonly NumberPool<EventFilter> _filters = new(0, KernelPolicies.FiltersMax, RestMs);
    private bool _isBegun;

    /// <summary>The number of a policy, which is in the kernel by then.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="nowMs">As <see cref="Environment.TickCount64"/>.</param>
    public int Of(KernelPolicy policy, long nowMs)
    {
        if (!_isBegun)
        {
            kernel.WritePolicy(Everything, KernelPolicy.Everything.Verdicts, []);
            _isBegun = true;
        }

        if (policy.Equals(KernelPolicy.Everything)) return Everything;
        if (!_policies.TryGet(policy, nowMs, out int number, out bool isNew)) return Everything;
        if (isNew) Write(number, policy, nowMs);
        return number;
    }

    /// <summary>No group has policies any more but these.</summary>
    /// <param name="used">Their numbers.</param>
    /// <param name="nowMs">As <see cref="Environment.TickCount64"/>.</param>
    public void Keep(IReadOnlySet<int> used, long nowMs)
    {
        _policies.Keep((_, number) => used.Contains(number), nowMs);
        var filters = _policies.Values.SelectMany(static policy => policy.Filters).ToHashSet();
        _filters.Keep((filter, _) => filters.Contains(filter), nowMs);
    }

    private void Write(int number, KernelPolicy policy, long nowMs)
    {
        byte[] verdicts = policy.Verdicts.ToArray();
        ushort[] filters = new ushort[Math.Min(policy.Filters.Count, KernelPolicies.FiltersOfPolicyMax)];
        for (int i = 0; i < policy.Filters.Count; i++)
        {
            if (i < filters.Length && TryNumber(policy.Filters[i], nowMs, out int filter)) filters[i] = (ushort)filter;
            else verdicts.AsSpan().Replace((byte)(i + KernelPolicy.FirstFilter), KernelPolicy.Send);
        }

        Complete(verdicts);
        kernel.WritePolicy(number, verdicts, filters);
    }

    private bool TryNumber(EventFilter filter, long nowMs, out int number)
    {
        if (!_filters.TryGet(filter, nowMs, out number, out bool isNew)) return false;
        if (isNew) kernel.WriteFilter(number, FilterImages.Of(filter));
        return true;
    }

    // Under the number of an event with facts stands whether any of its classes is sent; under that of a call which is
    // told as another one as well, whether either is; what is no event of ours is not left out.
    private static void Complete(byte[] verdicts)
    {
        verdicts.AsSpan(EventTable.TypesCount..EventNumbers).Fill(KernelPolicy.Send);
        for (var type = EventType.None; (int)type < EventTable.TypesCount; type++)
        {
            if (!EventClasses.HasFacts(type)) continue;
            var (first, count) = EventClasses.Of(type);
            bool isSent = verdicts.AsSpan(first, count).ContainsAnyExcept(KernelPolicy.LeaveOut);
            verdicts[(int)type] = isSent ? KernelPolicy.Send : KernelPolicy.LeaveOut;
        }

        if (verdicts[(int)EventType.Dup] == KernelPolicy.LeaveOut) return;
        foreach (var type in ToldAsDup) verdicts[(int)type] = KernelPolicy.Send;
    }
}

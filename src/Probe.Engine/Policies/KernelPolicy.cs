namespace KosmosProbe.Engine.Policies;

/// <summary>
/// What the kernel sends of one container's events, or of the host's: for each class a verdict. What is left out is
/// what no rule can hold for. A value: immutable, and equal ones can be shared.
/// </summary>
public sealed class KernelPolicy : IEquatable<KernelPolicy>
{
    /// <summary>The verdict that leaves events of a class out.</summary>
    public const byte LeaveOut = 0;

    /// <summary>The verdict that sends all events of a class.</summary>
    public const byte Send = 1;

    /// <summary>The verdict that asks the first filter; the next ones ask the next.</summary>
    public const byte FirstFilter = 2;

    /// <summary>Filters of one policy at most; what would need another one is sent. As in bpf/policy.h.</summary>
    public const int FiltersMax = 64;

    /// <summary>
    /// Filters of one policy where that can be: the kernel keeps a number of them for all policies together.
    /// </summary>
    public const int FiltersWanted = 12;

    private readonly byte[] _verdicts;
    private readonly EventFilter[] _filters;

    /// <summary>A policy.</summary>
    /// <param name="verdicts">By class; kept.</param>
    /// <param name="filters">Those that the verdicts number; kept.</param>
    internal KernelPolicy(byte[] verdicts, EventFilter[] filters) => (_verdicts, _filters) = (verdicts, filters);

    /// <summary>Leaves nothing out: what stands for whatever is not known yet.</summary>
    public static KernelPolicy Everything { get; } = new(AllSent(), []);

    /// <summary>
    /// By class: leave out, send, or the number of a filter and <see cref="FirstFilter"/>. Under the number of a type
    /// that has classes of its own stands whether all of them are left out.
    /// </summary>
    public ReadOnlySpan<byte> Verdicts => _verdicts;

    /// <summary>The filters, none twice.</summary>
    public IReadOnlyList<EventFilter> Filters => _filters;

    /// <summary>The filter of a class; null when its events are all sent, or none of them.</summary>
    /// <param name="eventClass">A class.</param>
    public EventFilter? FilterOf(int eventClass) =>
        _verdicts[eventClass] >= FirstFilter ? _filters[_verdicts[eventClass] - FirstFilter] : null;

    /// <inheritdoc/>
    public bool Equals(KernelPolicy? other) => ReferenceEquals(this, other)
        || (other is not null && _verdicts.AsSpan().SequenceEqual(other._verdicts)
            && _filters.AsSpan().SequenceEqual(other._filters));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelPolicy other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_verdicts);
        foreach (var filter in _filters) hash.Add(filter);
        return hash.ToHashCode();
    }

    private static byte[] AllSent()
    {
        byte[] verdicts = new byte[EventClasses.Count];
        Array.Fill(verdicts, Send);
        return verdicts;
    }
}

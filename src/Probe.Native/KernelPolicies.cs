using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// The maps of what the kernel leaves out, as bpf/policy.h has them: policies by number, the filters that they ask, and
/// which control group has which. Nothing is left out before <see cref="InForce"/> is set. One thread at a time, but
/// for <see cref="InForce"/>. Lifetime: the probe's.
/// </summary>
public sealed class KernelPolicies
{
    /// <summary>Numbers of policies there are.</summary>
    public const int PoliciesMax = 256;

    /// <summary>Numbers of filters there are.</summary>
    public const int FiltersMax = 128;

    /// <summary>Filters that a policy can ask.</summary>
    public const int FiltersOfPolicyMax = 64;

    private readonly GlobalVariables _globals;
    private readonly BpfMap _policies;
    private readonly BpfMap _filters;
    private readonly BpfMap _groups;
    private readonly BpfMap _files;
    private readonly BpfMap _moved;

    internal KernelPolicies(BpfObject loaded, GlobalVariables globals)
    {
        _globals = globals;
        _policies = loaded.Map("policies");
        _filters = loaded.Map("filters");
        _groups = loaded.Map("group_policies");
        _files = loaded.Map("watched_files");
        _moved = loaded.Map("moved_processes");
    }

    /// <summary>Whether policies count at all; without, everything wanted is sent. Takes effect at once.</summary>
    public bool InForce
    {
        get => Volatile.Read(ref _globals.Variable<uint>("policies_in_force")) != 0;
        set => Volatile.Write(ref _globals.Variable<uint>("policies_in_force"), value ? 1u : 0);
    }

    /// <summary>Whether what policies leave out is sent nevertheless, marked, to prove that no rule needs it.</summary>
    public bool IsProven
    {
        set => Volatile.Write(ref _globals.Variable<uint>("policies_proven"), value ? 1u : 0);
    }

    /// <summary>
    /// Whether where processes are got lost: too many have changed groups, or a group was renamed. No policy counts
    /// then until the probe is started anew.
    /// </summary>
    public bool HasLostMoves => Volatile.Read(ref _globals.Variable<uint>("moves_lost")) != 0;

    /// <summary>Writes a policy; its number must not be a group's, nor have been one a moment ago.</summary>
    /// <param name="number">Below <see cref="PoliciesMax"/>.</param>
    /// <param name="verdicts">By class.</param>
    /// <param name="filters">The numbers of the filters that verdicts from 2 on ask, in their order.</param>
    public void WritePolicy(int number, ReadOnlySpan<byte> verdicts, ReadOnlySpan<ushort> filters)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filters.Length, FiltersOfPolicyMax);
        byte[] value = new byte[_policies.LookupBytes];
        verdicts.CopyTo(value);
        MemoryMarshal.AsBytes(filters).CopyTo(value.AsSpan(value.Length - (FiltersOfPolicyMax * sizeof(ushort))));
        _policies.Update((uint)number, value);
        ForgetAnswers("filters_stamp");
    }

    /// <summary>Writes a filter; as <see cref="WritePolicy"/>.</summary>
    /// <param name="number">Below <see cref="FiltersMax"/>.</param>
    /// <param name="filter">The filter.</param>
    public void WriteFilter(int number, FilterImage filter)
    {
        _filters.Update((uint)number, filter.ToBytes());
        ForgetAnswers("filters_stamp");
    }

    /// <summary>Gives a group a policy. Errors: <see cref="BpfException"/> when the map is full.</summary>
    /// <param name="group">The group.</param>
    /// <param name="policy">The number of its policy.</param>
    /// <param name="flags">What kind of group it is.</param>
    public void SetGroup(GroupKey group, int policy, GroupFlags flags)
    {
        _groups.Update(group.Number, ((ulong)flags << 32) | (uint)policy);
        ForgetAnswers("policies_stamp");
    }

    /// <summary>Everything of a group is sent from now on.</summary>
    /// <param name="group">The group.</param>
    public void RemoveGroup(GroupKey group)
    {
        _groups.Remove(group.Number);
        ForgetAnswers("policies_stamp");
    }

    /// <summary>Opens of this file pass every filter of identities.</summary>
    /// <param name="device">As the kernel numbers it in records: major &lt;&lt; 20 | minor.</param>
    /// <param name="inode">Its number there.</param>
    public void WatchFile(uint device, ulong inode)
    {
        _files.Update(new WatchedFile(inode, device), (byte)1);
        ForgetAnswers("filters_stamp");
    }

    /// <summary>The file is watched no more.</summary>
    /// <param name="device">As for <see cref="WatchFile"/>.</param>
    /// <param name="inode">Likewise.</param>
    public void LeaveFile(uint device, ulong inode) => _files.Remove(new WatchedFile(inode, device));

    /// <summary>
    /// A process that has changed groups is where its group says: it has that group's policy, unless it has changed
    /// again since.
    /// </summary>
    /// <param name="pid">Its thread group, as the host numbers it.</param>
    /// <param name="timeNs">When that was seen; the record's time.</param>
    public void Settle(uint pid, ulong timeNs)
    {
        Span<byte> movedNs = stackalloc byte[sizeof(ulong)];
        if (!_moved.TryLookup(pid, movedNs) || BitConverter.ToUInt64(movedNs) > timeNs || !_moved.Remove(pid)) return;
        Interlocked.Decrement(ref _globals.Variable<ulong>("moves_kept"));
    }

    // The programs keep what they found last, with the stamp by then: bpf/policy.h, bpf/known.h.
    private void ForgetAnswers(string stamp) => Interlocked.Increment(ref _globals.Variable<ulong>(stamp));

    // struct watched_file
    private readonly record struct WatchedFile(ulong Inode, ulong Device);
}

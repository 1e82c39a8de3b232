using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Same bytes as one of many constants: an open-addressed hash over the bytes, half empty. Lengths that no constant has
/// are told apart before anything is hashed, which ends most lookups.
/// </summary>
internal sealed class SetMatcher : TextMatcher
{
    private const int LengthBits = 64;
    private readonly byte[]?[] _slots;
    private readonly ulong _lengths;

    /// <summary>A set of these constants.</summary>
    /// <param name="constants">Any, repetitions too.</param>
    public SetMatcher(IReadOnlyList<byte[]> constants)
    {
        _slots = new byte[]?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(constants.Count * 2) + 1)];
        foreach (byte[] constant in constants)
        {
            _lengths |= 1UL << Math.Min(constant.Length, LengthBits - 1);
            uint slot = Hash(constant);
            while (_slots[slot & Mask] is { } taken && !taken.AsSpan().SequenceEqual(constant))
            {
                slot++;
            }

            _slots[slot & Mask] = constant;
        }
    }

    private uint Mask => (uint)_slots.Length - 1;

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        if ((_lengths >> Math.Min(value.Length, LengthBits - 1) & 1) == 0)
        {
            return false;
        }

        uint slot = Hash(value);
        while (_slots[slot & Mask] is { } constant)
        {
            if (value.SequenceEqual(constant))
            {
                return true;
            }

            slot++;
        }

        return false;
    }

    /// <summary>
    /// Length, first and last eight bytes: cheap for long paths too. Constants come from rules, not from an attacker,
    /// so a chain is never longer than the rules' author made it.
    /// </summary>
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        ulong first = 0;
        ulong last = 0;
        if (value.Length >= sizeof(ulong))
        {
            first = MemoryMarshal.Read<ulong>(value);
            last = MemoryMarshal.Read<ulong>(value[^sizeof(ulong)..]);
        }
        else
        {
            foreach (byte b in value)
            {
                first = first << 8 | b;
            }
        }

        ulong mixed = (first ^ (ulong)value.Length) * 0x9E3779B97F4A7C15 ^ last * 0xC2B2AE3D27D4EB4F;
        return (uint)(mixed >> 32 ^ mixed);
    }
}

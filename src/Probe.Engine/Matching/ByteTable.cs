using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Values by text: an open-addressed hash over the bytes, at most half full. Asking allocates nothing and costs the
/// same however many there are.
/// </summary>
/// <typeparam name="T">What is kept for each text.</typeparam>
internal sealed class ByteTable<T>
    where T : class
{
    private const int SlotsMin = 4;

    private (byte[] Key, T Value)?[] _slots = new (byte[], T)?[SlotsMin];

    /// <summary>How many texts there are.</summary>
    public int Count { get; private set; }

    private uint Mask => (uint)_slots.Length - 1;

    /// <summary>Finds a text's value.</summary>
    /// <param name="key">The text.</param>
    /// <param name="value">The value.</param>
    public bool TryFind(ReadOnlySpan<byte> key, [NotNullWhen(true)] out T? value)
    {
        uint slot = Hash(key) & Mask;
        while (_slots[slot] is { } taken)
        {
            if (key.SequenceEqual(taken.Key))
            {
                value = taken.Value;
                return true;
            }

            slot = (slot + 1) & Mask;
        }

        value = null;
        return false;
    }

    /// <summary>Keeps a value for a text that is not there yet.</summary>
    /// <param name="key">The text.</param>
    /// <param name="value">The value.</param>
    public void Add(byte[] key, T value)
    {
        if (++Count * 2 > _slots.Length)
        {
            var old = _slots;
            _slots = new (byte[], T)?[BitOperations.RoundUpToPowerOf2((uint)Count * 4)];
            foreach (var taken in old)
            {
                if (taken is { } moved)
                {
                    Put(moved.Key, moved.Value);
                }
            }
        }

        Put(key, value);
    }

    private void Put(byte[] key, T value)
    {
        uint slot = Hash(key) & Mask;
        while (_slots[slot] is not null)
        {
            slot = (slot + 1) & Mask;
        }

        _slots[slot] = (key, value);
    }

    /// <summary>
    /// Eight bytes at a time. Texts come from rules, not from an attacker, so a chain is never longer than the rules'
    /// author made it.
    /// </summary>
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(text)) * Factor, 29);
            text = text[sizeof(ulong)..];
        }

        ulong last = 0;
        foreach (byte b in text)
        {
            last = last << 8 | b;
        }

        hash = (hash ^ last) * Factor;
        return (uint)(hash >> 32 ^ hash);
    }
}

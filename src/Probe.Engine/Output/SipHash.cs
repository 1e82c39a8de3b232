using System.Buffers.Binary;
using System.Numerics;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// SipHash-2-4 with 128 bits: a hash under a secret key. Whoever makes events cannot make two that differ and hash the
/// same, by which one would be taken for the other.
/// </summary>
/// <param name="key0">First half of the key.</param>
/// <param name="key1">Second half.</param>
internal readonly struct SipHash(ulong key0, ulong key1)
{
    private const int BlockBytes = sizeof(ulong);

    /// <summary>A hash under a key that nobody knows.</summary>
    public static SipHash WithRandomKey()
    {
        // A random Guid comes from the kernel's random bytes but for six bits; two of them have no fixed bit left.
        // .NET's generator is OpenSSL's: five megabytes, and the end of the process where there is none.
        Span<byte> key = stackalloc byte[2 * BlockBytes];
        Span<byte> other = stackalloc byte[2 * BlockBytes];
        Guid.NewGuid().TryWriteBytes(key);
        Guid.NewGuid().TryWriteBytes(other);
        for (int i = 0; i < key.Length; i++) key[i] ^= other[(i + BlockBytes) % other.Length];
        return new SipHash(
            BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[BlockBytes..]));
    }

    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">Any number.</param>
    public UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        var state = new State
        {
            V0 = key0 ^ 0x736f6d6570736575,
            V1 = key1 ^ 0x646f72616e646f6d ^ 0xee,
            V2 = key0 ^ 0x6c7967656e657261,
            V3 = key1 ^ 0x7465646279746573,
        };
        ulong last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        for (int i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        state.Take(last);
        state.V2 ^= 0xee;
        ulong low = state.Finish();
        state.V1 ^= 0xdd;
        return new UInt128(state.Finish(), low);
    }

    private struct State
    {
        public ulong V0;
        public ulong V1;
        public ulong V2;
        public ulong V3;

        public void Take(ulong block)
        {
            V3 ^= block;
            Round();
            Round();
            V0 ^= block;
        }

        public ulong Finish()
        {
            for (int i = 0; i < 4; i++) Round();
            return V0 ^ V1 ^ V2 ^ V3;
        }

        private void Round()
        {
            V0 += V1;
            V1 = BitOperations.RotateLeft(V1, 13) ^ V0;
            V0 = BitOperations.RotateLeft(V0, 32);
            V2 += V3;
            V3 = BitOperations.RotateLeft(V3, 16) ^ V2;
            V0 += V3;
            V3 = BitOperations.RotateLeft(V3, 21) ^ V0;
            V2 += V1;
            V1 = BitOperations.RotateLeft(V1, 17) ^ V2;
            V2 = BitOperations.RotateLeft(V2, 32);
        }
    }
}

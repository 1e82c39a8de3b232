using CsCheck;
using KosmosProbe.Fuzz;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Real captures with bytes changed, taken out, put in twice or cut off: they are read, or refused with the one error
/// that captures have, and take no more memory than sound ones.
/// </summary>
public sealed class DamagedCaptureTests
{
    private const int BytesMax = 4 << 20;
    private const int ReplayedBytesMax = 300_000;

    private static readonly byte[] Odd = [0, 1, 2, 0x15, 0x7F, 0x80, 0xFF];

    [Fact]
    public void DamagedCapturesAreReadOrRefused() => Check("capture", Captures(isPacked: false, BytesMax), usual: 150);

    [Fact]
    public void DamagedPackedCapturesAreReadOrRefused() =>
        Check("capture", Captures(isPacked: true, BytesMax), usual: 150);

    [Fact]
    public void DamagedCapturesAreReplayedOrRefused() =>
        Check("replay", Captures(isPacked: false, ReplayedBytesMax), usual: 40);

    private static (string Name, byte[] Bytes)[] Captures(bool isPacked, int bytesMax)
    {
        (string Name, byte[] Bytes)[] captures = [.. Directory
            .EnumerateFiles(SharedFiles.Path("fixtures"), "*.scap", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))
            .Select(file => (file.Item1, isPacked ? file.Item2 : CaptureSeeds.Unpack(file.Item2)))
            .Where(file => file.Item2.Length <= bytesMax)];
        Assert.NotEmpty(captures);
        return captures;
    }

    private static void Check(string target, (string Name, byte[] Bytes)[] captures, int usual)
    {
        // Most damage is near the beginning, where the head and its lengths lie.
        var place = Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 0.02]);
        var damage = Gen.Select(Gen.Int[0, 4], place, Gen.Int[1, 64], Gen.Byte);
        var cases = Gen.Select(Gen.Int[0, captures.Length - 1], damage.Array[1, 5]);
        Property.Holds(
            cases,
            usual,
            one => FuzzTargets.All[target](Damage(captures[one.Item1].Bytes, one.Item2)),
            one => $"{captures[one.Item1].Name}: {string.Join(", ", one.Item2)}");
    }

    private static byte[] Damage(byte[] sound, (int Kind, double Place, int Length, byte Value)[] damages)
    {
        byte[] bytes = [.. sound];
        foreach (var (kind, place, length, value) in damages)
        {
            int at = (int)(place * (bytes.Length - 1));
            int end = Math.Min(bytes.Length, at + length);
            switch (kind)
            {
                case 0:
                    bytes[at] ^= (byte)(1 << (value % 8));
                    break;
                case 1:
                    bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill(Odd[value % Odd.Length]);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[end..], 0];
                    break;
                case 3:
                    bytes = [.. bytes[..end], .. bytes[at..]];
                    break;
                default:
                    bytes = bytes[..Math.Max(1, end)];
                    break;
            }
        }

        return bytes;
    }
}

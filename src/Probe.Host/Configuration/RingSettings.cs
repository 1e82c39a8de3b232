using System.Globalization;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Configuration;

/// <summary>How records come from the kernel: the size of all rings, and how many they are.</summary>
internal static class RingSettings
{
    private const string SizeKey = "engine.modern_ebpf.buf_size_preset";
    private const string CountKey = "engine.rings";
    private const uint BytesAtPresetOne = 1 << 20;

    // 0 is what suits the machine; see RingLayout.
    private static readonly Dictionary<string, uint> Counts = new()
    {
        ["auto"] = 0,
        ["1"] = 1,
        ["2"] = 2,
        ["4"] = 4,
        ["8"] = 8,
        ["16"] = RingLayout.CountMax,
    };

    /// <summary>Bytes of all rings together.</summary>
    /// <param name="values">The configuration.</param>
    public static uint BytesOf(ConfigValues values) => BytesAtPresetOne << (values.Integer(SizeKey, 4) - 1);

    /// <summary>How many rings there shall be; 0 is what suits the machine.</summary>
    /// <param name="values">The configuration.</param>
    /// <exception cref="ProbeException">They would be too small.</exception>
    public static uint CountOf(ConfigValues values)
    {
        uint bytes = BytesOf(values);
        uint rings = values.Word(CountKey, 0U, Counts);
        if (rings <= 1 || bytes / rings >= RingLayout.BytesEachMin) return rings;
        string least = (int.Log2((int)(rings * (RingLayout.BytesEachMin / BytesAtPresetOne))) + 1)
            .ToString(CultureInfo.InvariantCulture);
        throw values.Wrong(
            values.Find(CountKey)!, CountKey,
            $"{bytes / RingLayout.BytesEachMin} at most, so that each has 1 MB, or `{SizeKey}` {least} at least");
    }
}

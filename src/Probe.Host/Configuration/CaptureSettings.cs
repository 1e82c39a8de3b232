using KosmosProbe.Engine.Captures.Recording;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads capture: what is recorded after an alert.</summary>
internal static class CaptureSettings
{
    private const long BytesPerMegabyte = 1 << 20;
    private const int MegabytesMax = 1024;

    private static readonly Dictionary<string, bool> Modes = new() { ["rules"] = false, ["all_rules"] = true };

    /// <summary>The settings; null when nothing is recorded.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">The mode is none.</exception>
    public static CaptureOptions? Read(ConfigValues values)
    {
        var usual = new CaptureOptions();
        bool forAll = values.Word("capture.mode", false, Modes);
        return !values.Boolean("capture.enabled", false) ? null : new CaptureOptions
        {
            Recording = RecordingOf(values) with { IsCompressed = true },
            PathPrefix = values.Text("capture.path_prefix", usual.PathPrefix),
            ForAllRules = forAll,
            DefaultDuration = TimeSpan.FromMilliseconds(
                values.Long("capture.default_duration", (long)usual.DefaultDuration.TotalMilliseconds)),
        };
    }

    /// <summary>How recordings are written, whatever they are made for.</summary>
    /// <param name="values">The configuration, types checked.</param>
    public static RecordingOptions RecordingOf(ConfigValues values) => new()
    {
        BytesMax = values.Integer("capture.max_file_size_mb", MegabytesMax) * BytesPerMegabyte,
        ProgramVersion = typeof(CaptureSettings).Assembly.GetName().Version?.ToString(3) ?? "",
    };
}

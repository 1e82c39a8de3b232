using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Reloading;

namespace KosmosProbe.Host.Recording;

/// <summary>The verb record: a live run that writes events into a file instead of alerts to outputs.</summary>
internal static class RecordRun
{
    /// <summary>Records until a signal, the end of the time, or a full file.</summary>
    /// <param name="config">What was configured; of its outputs nothing is used.</param>
    /// <param name="record">What was asked for.</param>
    /// <returns>The exit status.</returns>
    /// <exception cref="ProbeException">The file cannot be made, or the condition has an error.</exception>
    public static int Run(LoadedConfig config, RecordOptions record)
    {
        Check(record.Path);
        using var programs = new ProgramLoading();
        var options = config.Options with
        {
            Record = record,
            Captures = null,
            StdoutEnabled = false,
            FileOutput = new(),
            ProgramOutput = new(),
            SyslogOutput = new(),
            HttpOutput = new(),
            Webhooks = [],
            OtlpOutput = new(),
            WebServer = new() { Enabled = false },
            Metrics = new(),
            SelfTest = new SelfTestOptions { Enabled = false },
            WatchConfigFiles = false,
        };
        RecordRules.Load(options, record);
        var recording = config with { Options = options };
        return LiveRun.Run(recording, new ConfigSource(() => recording), programs);
    }

    private static void Check(string path)
    {
        if (Path.Exists(path)) throw new ProbeException($"{path} exists: remove it, or name another file");
        string folder = Path.GetDirectoryName(path) ?? "/";
        if (!Directory.Exists(folder)) throw new ProbeException($"{folder} is no folder: make it, or name another");
    }
}

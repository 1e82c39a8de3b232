using System.Diagnostics;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Live;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Reloading;

/// <summary>
/// One reload after the other: reads the files, makes the next set of rules beside the one in force, hands it over.
/// Whatever is wrong with the files, what is in force stays so, and the state says why. One thread.
/// </summary>
internal sealed class Reloader
{
    private readonly Func<LoadedConfig> _read;
    private readonly Action<LoadedConfig, LoadedRules> _use;
    private readonly ReloadState _state;
    private readonly LoadMessages _messages;
    private readonly ILogger _log;
    private readonly LoadedConfig _started;
    private LoadedConfig _config;
    private IReadOnlyList<LoadedFile> _rulesFiles;
    private IReadOnlyList<string> _filledPaths;
    private IReadOnlyList<(string File, FileStamp Stamp)> _known = [];

    /// <summary>For rules that are in force already.</summary>
    /// <param name="config">The configuration they were loaded by.</param>
    /// <param name="files">Their files.</param>
    /// <param name="read">Reads the configuration anew.</param>
    /// <param name="use">Puts a configuration and its rules in force.</param>
    /// <param name="state">Where the outcome is noted.</param>
    /// <param name="messages">What was told of the rules so far.</param>
    /// <param name="log">Where the outcome is told.</param>
    public Reloader(
        LoadedConfig config,
        IReadOnlyList<RuleFile> files,
        Func<LoadedConfig> read,
        Action<LoadedConfig, LoadedRules> use,
        ReloadState state,
        LoadMessages messages,
        ILogger log)
    {
        (_read, _use, _state, _messages, _log) = (read, use, state, messages, log);
        (_started, _config) = (config, config);
        _rulesFiles = FileReading.Identify(files);
        _filledPaths = Filled(config, files);
        Paths = FileReading.PathsOf(config);
    }

    /// <summary>What to watch.</summary>
    public WatchedPaths Paths { get; private set; }

    /// <summary>Whether files are watched at all.</summary>
    public bool Watches => _config.Options.WatchConfigFiles;

    /// <summary>Whether a file is in another state than when it was last read. True before the first reading.</summary>
    public bool SeesChange => !_known.SequenceEqual(Paths.Look());

    /// <summary>Loads what the files say, whether it is something new or not.</summary>
    /// <returns>True.</returns>
    public bool Reload() => Load(isForced: true);

    /// <summary>Loads what the files say, if it is not what is in force.</summary>
    /// <returns>Whether something was to be loaded.</returns>
    public bool ReloadIfNew() => Load(isForced: false);

    private bool Load(bool isForced)
    {
        long start = Stopwatch.GetTimestamp();
        var reading = new FileReading(_read, Paths);
        try
        {
            reading.Read();
            var next = reading.Config!;
            var files = FileReading.Identify(reading.RulesFiles);
            var changed = ConfigChanges.Between(_config.Root, next.Root);
            _state.Set(_state.Now with { ConfigFiles = reading.ConfigFiles, RulesFiles = _rulesFiles });
            if (!isForced && changed.Count == 0 && files.SequenceEqual(_rulesFiles) && !_state.Now.HasFailed)
            {
                return false;
            }

            DemandFilled(next, reading.RulesFiles);
            var rules = Compile(next, reading.RulesFiles);
            _use(next, rules);
            (_config, _rulesFiles, _filledPaths) = (next, files, Filled(next, reading.RulesFiles));
            NoteSuccess(rules, Stopwatch.GetElapsedTime(start));
        }
        catch (ProbeException e)
        {
            if (isForced || e.Message != _state.Now.LastError) _log.ReloadFailed(e.Message);
            NoteFailure(e.Message);
        }
        catch (Exception e)
        {
            // Whatever a rules file brings about must not end the process, whose rules in force are sound.
            _log.ReloadFaulted(e);
            NoteFailure(e.ToString());
        }
        finally
        {
            (Paths, _known) = (reading.Paths, reading.States);
        }

        return true;
    }

    // What runs has the machine's other processors: the reload is in no hurry.
    private static LoadedRules Compile(LoadedConfig config, IReadOnlyList<RuleFile> files)
    {
        var options = config.Options with { Rules = config.Options.Rules with { CompilingThreads = 1 } };
        var loaded = RuleLoading.Load(files, options, options.Fields, out _);
        loaded.Rules.Compiled.Wait();
        return loaded;
    }

    // Truncated, moved away, a folder whose mount is gone: that all rules of a place are meant to go is less likely.
    private void DemandFilled(LoadedConfig next, IReadOnlyList<RuleFile> files)
    {
        var filled = Filled(next, files);
        var named = next.Options.RulesPaths.Concat(next.AbsentRulesPaths);
        if (named.FirstOrDefault(path => _filledPaths.Contains(path) && !filled.Contains(path)) is { } emptied)
        {
            throw new ProbeException(
                $"{emptied} holds no rules any more; if that is meant, take it out of rules_files, or restart");
        }
    }

    private static IReadOnlyList<string> Filled(LoadedConfig config, IReadOnlyList<RuleFile> files) =>
    [
        .. config.Options.RulesPaths.Where(path => files.Any(file => !string.IsNullOrWhiteSpace(file.Text)
            && (file.Name == path || Path.GetDirectoryName(file.Name) == Path.TrimEndingDirectorySeparator(path)))),
    ];

    private void NoteSuccess(LoadedRules rules, TimeSpan took)
    {
        _messages.Tell(_config);
        _messages.Tell(rules);
        IReadOnlyList<string> needRestart =
        [
            .. ConfigChanges.Between(_started.Root, _config.Root).Where(static key => !LiveSettings.Include(key)),
        ];
        if (needRestart.Count > 0 && !needRestart.SequenceEqual(_state.Now.NeedRestart))
        {
            _log.ReloadNeedsRestart(string.Join(", ", needRestart));
        }

        var now = _state.Now;
        _state.Set(now with
        {
            Successes = now.Successes + 1,
            LastSuccess = DateTimeOffset.UtcNow,
            LastError = "",
            NeedRestart = needRestart,
            RulesFiles = _rulesFiles,
        });
        _log.Reloaded(
            rules.Rules.Rules.Count, rules.Rules.Active.Count, rules.Files.Count, (long)took.TotalMilliseconds);
    }

    private void NoteFailure(string error)
    {
        var now = _state.Now;
        _state.Set(now with
        {
            Failures = now.Failures + 1,
            LastFailure = DateTimeOffset.UtcNow,
            LastError = error,
        });
    }
}

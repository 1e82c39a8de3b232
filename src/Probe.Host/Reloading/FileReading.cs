using System.Text;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Reloading;

/// <summary>
/// Configuration and rules files, read so that all of them belong together: none changed between the first that was
/// read and the last.
/// </summary>
/// <param name="configuration">Reads the configuration.</param>
/// <param name="former">What was watched until now.</param>
internal sealed class FileReading(Func<LoadedConfig> configuration, WatchedPaths former)
{
    private const int AttemptsMax = 10;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);

    private IReadOnlyList<(string File, FileStamp Stamp)> _states = former.Look();

    /// <summary>What to watch from now on, also when the reading failed.</summary>
    public WatchedPaths Paths { get; private set; } = former;

    /// <summary>The states that the files were in.</summary>
    public IReadOnlyList<(string File, FileStamp Stamp)> States => _states;

    /// <summary>The configuration.</summary>
    public LoadedConfig? Config { get; private set; }

    /// <summary>The rules files.</summary>
    public IReadOnlyList<RuleFile> RulesFiles { get; private set; } = [];

    /// <summary>What configuration files are made of.</summary>
    public IReadOnlyList<LoadedFile> ConfigFiles { get; private set; } = [];

    /// <summary>What to look at of a configuration.</summary>
    /// <param name="config">It.</param>
    public static WatchedPaths PathsOf(LoadedConfig config) =>
        new([.. config.Paths, .. config.Options.RulesPaths, .. config.AbsentRulesPaths]);

    /// <summary>What rules files hold.</summary>
    /// <param name="files">They.</param>
    public static IReadOnlyList<LoadedFile> Identify(IEnumerable<RuleFile> files) =>
        [.. files.Select(static file => new LoadedFile(file.Name, Encoding.UTF8.GetBytes(file.Text)))];

    /// <summary>Reads.</summary>
    /// <exception cref="ProbeException">Something cannot be read, or does not come to rest.</exception>
    public void Read()
    {
        if (Paths.Streams.FirstOrDefault() is { } stream)
        {
            throw new ProbeException($"{stream} can be read only once: it is neither a file nor a folder");
        }

        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (attempt > 0) Thread.Sleep(BetweenAttempts);
            _states = Paths.Look();
            string? error = TryRead();
            if (IsSettled())
            {
                if (error is not null) throw new ProbeException(error);
                return;
            }
        }

        throw new ProbeException("the files change faster than they can be read");
    }

    private string? TryRead()
    {
        try
        {
            Config = null;
            Config = configuration();
            ConfigFiles = [.. Config.Paths.Where(File.Exists)
                .Select(static path => new LoadedFile(path, File.ReadAllBytes(path)))];
            var report = new RuleReport();
            RulesFiles = RulePaths.Read(Config.Options.RulesPaths, report);
            return report.HasErrors ? string.Join('\n', report.Errors.Select(static error => error.Message)) : null;
        }
        catch (Exception e) when (e is ProbeException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    // A configuration that names other files than the last one is read once more, so that those have been looked at
    // before and after as well.
    private bool IsSettled()
    {
        if (Config is not null && !Paths.Paths.SequenceEqual(PathsOf(Config).Paths))
        {
            Paths = PathsOf(Config);
            return false;
        }

        return _states.SequenceEqual(Paths.Look());
    }
}

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Merges the files that <c>config_files</c> names into the configuration, as Falco does: in their order, of a folder
/// all files by name, each key at the top level whole. What was merged is remembered, to be watched.
/// </summary>
internal sealed class ConfigFiles
{
    /// <summary>The key that names them.</summary>
    public const string Key = "config_files";

    private static readonly string[] Strategies = ["append", "override", "add-only"];

    private readonly List<string> _files = [];
    private readonly List<string> _folders = [];
    private readonly List<string> _absent = [];
    private readonly List<string> _warnings = [];
    private readonly ConfigMap _root;

    private ConfigFiles(ConfigMap root, string path)
    {
        _root = root;
        _files.Add(Path.GetFullPath(path));
    }

    /// <summary>The files, absolute, in their order, that of the start first.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The folders that were looked into, absolute.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Files and folders that are named and were not there, absolute.</summary>
    public IReadOnlyList<string> Absent => _absent;

    /// <summary>What was skipped.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Merges what a configuration names into it.</summary>
    /// <param name="root">The configuration, changed.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="ProbeException">A file cannot be read, or its content cannot be merged.</exception>
    public static ConfigFiles Merge(ConfigMap root, string path)
    {
        var files = new ConfigFiles(root, path);
        IReadOnlyList<ConfigNode> entries = root.Find(Key) switch
        {
            null or ConfigScalar { IsNull: true } => [],
            ConfigList list => list.Items,
            ConfigScalar one => [one],
            var other => throw new ProbeException($"{other.Place}: `{Key}` must be a list, found {other.Kind}"),
        };
        foreach (var entry in entries) files.Include(entry);
        return files;
    }

    private void Include(ConfigNode entry)
    {
        var (named, strategy) = entry switch
        {
            ConfigScalar { IsNull: false } scalar => (scalar, Strategies[0]),
            ConfigMap map when map.Find("path") is ConfigScalar { IsNull: false } scalar => (scalar, StrategyOf(map)),
            _ => throw new ProbeException(
                $"{entry.Place}: `{Key}[]` must be a path, or a mapping with `path`, found {entry.Kind}"),
        };
        string path = named.Place.Beside(named.Text);
        if (Directory.Exists(path))
        {
            _folders.Add(path);
            foreach (string file in FilesOf(path, named)) MergeFile(file, strategy);
        }
        else if (File.Exists(path))
        {
            if (path == _files[0])
            {
                throw new ProbeException($"{named.Place}: `{Key}[]` names the configuration it stands in");
            }

            MergeFile(path, strategy);
        }
        else
        {
            _absent.Add(path);

            // Falco's own configuration names a folder, config.d, that few machines have.
            if (!Path.HasExtension(path) || path.EndsWith(".d", StringComparison.Ordinal)) return;
            _warnings.Add($"{named.Place}: `{path}` does not exist and is skipped");
        }
    }

    private static IEnumerable<string> FilesOf(string folder, ConfigScalar named)
    {
        try
        {
            return Directory.GetFiles(folder).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"{named.Place}: the folder {folder} cannot be read: {e.Message}");
        }
    }

    private string StrategyOf(ConfigMap entry)
    {
        foreach (var (key, place, _) in entry.Entries)
        {
            if (key is "path" or "strategy") continue;
            _warnings.Add($"{place}: unknown setting `{Key}[].{key}`");
        }

        return entry.Find("strategy") switch
        {
            null or ConfigScalar { IsNull: true } => Strategies[0],
            ConfigScalar { Text: var text } when Strategies.Contains(text) => text,
            var other => throw new ProbeException($"{other.Place}: `{Key}[].strategy` must be one of "
                + $"{string.Join(", ", Strategies)}; found {other.Kind}"),
        };
    }

    private void MergeFile(string path, string strategy)
    {
        _files.Add(path);
        foreach (var (key, place, value) in ConfigText.ReadFile(path).Entries)
        {
            if (key == Key)
            {
                throw new ProbeException($"{place}: `{Key}` may stand only in the configuration of the start");
            }

            var there = _root.Find(key);
            if (there is not null && strategy == "add-only") continue;
            _root.Set(key, place, value is ConfigList list && strategy == "append" ? Append(there, list, key) : value);
        }
    }

    private static ConfigList Append(ConfigNode? there, ConfigList more, string key)
    {
        var all = new ConfigList(there?.Place ?? more.Place);
        all.Items.AddRange(there switch
        {
            null or ConfigScalar { IsNull: true } => [],
            ConfigList list => list.Items,
            ConfigScalar one => [one],
            _ => throw new ProbeException($"{more.Place}: a list cannot be added to `{key}`, which is {there.Kind} "
                + $"at {there.Place}"),
        });
        all.Items.AddRange(more.Items);
        return all;
    }
}

namespace KosmosProbe.Host.Reloading;

/// <summary>How reloading stands. Immutable.</summary>
internal sealed record ReloadSnapshot
{
    /// <summary>How often rules and configuration were loaded while running, or were meant to be.</summary>
    public long Attempts => Successes + Failures;

    /// <summary>Attempts that put what was loaded in force.</summary>
    public long Successes { get; init; }

    /// <summary>Attempts after which the former rules stayed in force.</summary>
    public long Failures { get; init; }

    /// <summary>When a reload last took effect; null: never.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When one last failed; null: never.</summary>
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>
    /// Why what the files say now is not in force, the whole message; empty when it is. Empties with the next success.
    /// </summary>
    public string LastError { get; init; } = "";

    /// <summary>Whether what the files say now is not in force.</summary>
    public bool HasFailed => LastError.Length > 0;

    /// <summary>Settings that differ from the running ones and wait for a restart, by key.</summary>
    public IReadOnlyList<string> NeedRestart { get; init; } = [];

    /// <summary>The files of the rules in force.</summary>
    public IReadOnlyList<LoadedFile> RulesFiles { get; init; } = [];

    /// <summary>The files of the configuration in force.</summary>
    public IReadOnlyList<LoadedFile> ConfigFiles { get; init; } = [];
}

/// <summary>
/// How reloading stands, for health, metrics and whoever asks: written by the thread that reloads, read by any.
/// </summary>
internal sealed class ReloadState
{
    private volatile ReloadSnapshot _now = new();

    /// <summary>How it stands now; one consistent picture.</summary>
    public ReloadSnapshot Now => _now;

    /// <summary>Replaces the picture; the thread that reloads alone.</summary>
    /// <param name="next">The next one.</param>
    public void Set(ReloadSnapshot next) => _now = next;
}

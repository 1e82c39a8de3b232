namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// The places a machine can be at after some characters. Made when a value leads there for the first time, and kept.
/// </summary>
/// <param name="places">Instructions to go on from, in order.</param>
/// <param name="isLineBegin">The character before was a line feed, or there was none.</param>
/// <param name="accepts">The expression fits if the value ends here.</param>
/// <param name="classes">How many classes of characters there are.</param>
internal sealed class RegexState(int[] places, bool isLineBegin, bool accepts, int classes)
{
    /// <summary>Instructions to go on from, in order.</summary>
    public int[] Places { get; } = places;

    /// <summary>The character before was a line feed, or there was none.</summary>
    public bool IsLineBegin { get; } = isLineBegin;

    /// <summary>The expression fits if the value ends here.</summary>
    public bool Accepts { get; } = accepts;

    /// <summary>No character leads on from here.</summary>
    public bool IsDead => Places.Length == 0;

    /// <summary>The state that a character of each class leads to; null when it is not known yet.</summary>
    public RegexState?[] Next { get; } = new RegexState?[classes];
}

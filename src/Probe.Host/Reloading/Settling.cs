using KosmosProbe.Native;

namespace KosmosProbe.Host.Reloading;

/// <summary>
/// Waits until files come to rest: they are written one after the other, and as long as something happens an update may
/// not be complete.
/// </summary>
internal static class Settling
{
    /// <summary>Returns when nothing was told during one wait and nothing is seen after it, or when told to.</summary>
    /// <param name="wait">Waits for a change, for as long as files are to rest.</param>
    /// <param name="look">The states that the files are in.</param>
    /// <param name="isOver">Asked before each wait; files that never rest are not waited for for ever.</param>
    public static void Await(
        Func<FolderChange> wait, Func<IReadOnlyList<(string File, FileStamp Stamp)>> look, Func<bool> isOver)
    {
        for (var before = look(); !isOver();)
        {
            bool isQuiet = wait() == FolderChange.None;
            var now = look();
            if (isQuiet && now.SequenceEqual(before)) return;
            before = now;
        }
    }
}

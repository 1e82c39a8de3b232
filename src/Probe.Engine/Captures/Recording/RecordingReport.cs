namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>Why a recording has ended.</summary>
public enum RecordingEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Its time was over.</summary>
    Duration,

    /// <summary>The file has reached its size.</summary>
    SizeLimit,

    /// <summary>The probe ends.</summary>
    Stopped,

    /// <summary>The file cannot be written.</summary>
    Failed,
}

/// <summary>What became of a recording.</summary>
/// <param name="Path">The file.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="Events">Events written.</param>
/// <param name="Lost">Events that were left out because the disk was too slow or the file full.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="Failure">What went wrong; empty when nothing has.</param>
public sealed record RecordingReport(
    string Path, RecordingEnd End, long Events, long Lost, long Bytes, string Failure);

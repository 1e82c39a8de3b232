using System.Globalization;

namespace KosmosProbe.Engine.Captures;

/// <summary>A capture that cannot be read: not one at all, or damaged where nothing tells how to go on.</summary>
public sealed class CaptureException : Exception
{
    /// <summary>Says what is wrong, where, and what to do.</summary>
    /// <param name="offset">Bytes from the start of the capture, unpacked.</param>
    /// <param name="what">What was found there.</param>
    /// <param name="remedy">What its user can do.</param>
    public CaptureException(long offset, string what, string remedy)
        : base($"capture, byte {offset.ToString(CultureInfo.InvariantCulture)}: {what}; {remedy}") => Offset = offset;

    /// <summary>Where: bytes from the start of the capture, unpacked.</summary>
    public long Offset { get; }
}

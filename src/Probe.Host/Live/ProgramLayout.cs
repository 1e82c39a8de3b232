namespace KosmosProbe.Host.Live;

/// <summary>
/// Refuses to run on a wire format that programs and engine see differently: wrong data would look right.
/// </summary>
internal static class ProgramLayout
{
    /// <summary>Compares the two.</summary>
    /// <exception cref="ProbeException">They differ.</exception>
    public static void Demand()
    {
        var differences = LayoutCheck.OfShippedObject();
        if (differences.Count > 0)
        {
            throw new ProbeException(
                "the kernel programs of this build do not fit its engine; build again\n"
                    + string.Join('\n', differences));
        }
    }
}

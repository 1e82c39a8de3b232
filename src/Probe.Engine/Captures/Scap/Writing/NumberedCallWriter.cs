namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>Writes a call that the format has no event for: its number is all that is told.</summary>
/// <param name="native">The number on x86-64.</param>
internal sealed class NumberedCallWriter(ushort native)
{
    /// <summary>Writes the event.</summary>
    public void Write(in LiveEvent live, ScapEventOutput output)
    {
        output.Begin(live.Code, live.Head, 2);
        output.U16(0);
        output.U16(native);
        output.End();
    }
}

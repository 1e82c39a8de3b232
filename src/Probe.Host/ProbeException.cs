namespace KosmosProbe.Host;

/// <summary>
/// The probe cannot do what it was asked to. The message is whole: it is shown to the user as it is, without a trace.
/// </summary>
/// <param name="message">What failed, where, and what would help.</param>
internal sealed class ProbeException(string message) : Exception(message);
